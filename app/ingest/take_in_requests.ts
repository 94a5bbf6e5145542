import { inject } from '@adonisjs/core'
import { headerOf, type BrokerRecord } from '#ingest/broker/broker_record'
import { REPLAY_HEADER } from '#ingest/dead_letter'
import type { IngestFault } from '#ingest/ingest_faults'
import { readRecord } from '#ingest/read_record'
import { isObject } from '#values/is_object'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { mapByTurns } from '#promises/map_by_turns'
import { CreateJobs } from '#schedules/request/create_jobs'
import type { JobResult } from '#schedules/request/job_result'
import { KafkaConfig } from '#settings/kafka_config'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'

/** What became of one record. */
export type Intake = 'created' | 'duplicate' | IngestFault

/**
 * Turns the requests of a batch into jobs, in one transaction. Each makes one job however often it
 * is delivered: its key is in the database.
 */
@inject()
export class TakeInRequests {
  constructor(
    private readonly jobs: CreateJobs,
    private readonly handlers: JobHandlers,
    private readonly kafka: KafkaConfig,
    private readonly config: SmsSchedulerConfig
  ) {}

  /**
   * Returns what became of each record, in order, once the database has confirmed the commit.
   * Rejects if it did not: repeat the call.
   */
  async run(records: BrokerRecord[], topicId: (topic: string) => string): Promise<Intake[]> {
    const { groupId, topics, largestRecordBytes } = this.kafka.settings
    const readings = await mapByTurns(records, (record) =>
      readRecord(record, {
        isRetryTopic: record.topic === topics.retry,
        identity: identityOf(record, topicId(record.topic)),
        largestBytes: largestRecordBytes,
        timezone: this.config.timezone,
      })
    )
    const bodies = readings.flatMap((reading) => (reading.ok ? [reading.body] : []))
    const author = { source: 'kafka', actor: `kafka:${groupId}` }
    const results = bodies.length > 0 ? await this.jobs.run(bodies, author) : []
    const inOrder = results.values()
    return readings.map((reading) =>
      reading.ok ? this.#intakeOf(reading.body, inOrder.next().value!) : reading.fault
    )
  }

  #intakeOf(body: unknown, result: JobResult): Intake {
    switch (result.outcome) {
      case 'created':
        return 'created'
      case 'existing':
        return 'duplicate'
      case 'conflict':
        return {
          errorClass: 'conflict',
          reason: `its key belongs to schedule ${result.schedule.id}, which was asked for with something else`,
          attempts: 1,
        }
      case 'refused':
        return {
          errorClass: this.#isUnknownApp(body) ? 'unknown_app' : 'invalid',
          reason: result.faults
            .map(({ field, message }) => `${field} ${message}`.trim())
            .join('; '),
          attempts: 1,
        }
      default:
        return result satisfies never
    }
  }

  #isUnknownApp(body: unknown): boolean {
    const appName = isObject(body) && (body as { appName?: unknown }).appName
    return typeof appName === 'string' && !this.handlers.find(appName)
  }
}

/** The same for a record that is delivered again, and for a dead letter that is sent in again. */
function identityOf(record: BrokerRecord, topicId: string): string {
  const { partition, offset } = record
  return headerOf(record, REPLAY_HEADER) ?? `kafka:${topicId}:${partition}:${offset}`
}
