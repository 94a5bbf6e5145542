import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { CountryCode } from 'libphonenumber-js'
import type { Clock } from '#app/clock'
import type { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { MessageStatuses } from '#models/message_status'
import { checkSmsJob, type SmsJob } from '#schedules/jobs/check_sms_job'
import type { CheckedPayload, FiredJob, TransactionalHandler } from '#schedules/jobs/job_handler'
import { toSqlInstant } from '#storage/instants'
import { query, rowsOf } from '#storage/sql'

/** `sms`: a message to one number, made when the schedule fires and sent like any other: consent and caps are the gate's. */
export class SmsHandler implements TransactionalHandler<SmsJob> {
  readonly name = 'sms'
  readonly kind = 'transactional'
  readonly description = 'Sends one SMS'

  constructor(
    private readonly config: SmsSchedulerConfig,
    private readonly clock: Clock,
    private readonly defaultCountry: CountryCode
  ) {}

  check(payload: unknown): CheckedPayload<SmsJob> {
    return checkSmsJob(payload, { defaultCountry: this.defaultCountry, ...this.config.text })
  }

  /** All of them in one statement. One that is there already keeps its row, and its id is the result. */
  async write(
    trx: TransactionClientContract,
    jobs: FiredJob<SmsJob>[]
  ): Promise<Map<number, Record<string, unknown>>> {
    const now = toSqlInstant(this.clock.now())
    const written = await query<{ id: number; dedupe_key: string }>(trx, insert(trx), {
      rows: JSON.stringify(jobs.map((job) => rowOf(job, now))),
    })
    const ids = new Map(written.map(({ id, dedupe_key: key }) => [key, id]))
    return new Map(jobs.map((job) => [job.occurrenceId, { messageId: ids.get(dedupeKey(job)) }]))
  }
}

/** Unique however often an occurrence is fired. */
function dedupeKey({ scheduleId, occurrenceAt }: FiredJob): string {
  return `schedule:${scheduleId}:${occurrenceAt.toUnixInteger()}`
}

function rowOf(job: FiredJob<SmsJob>, now: string) {
  const { phoneNumber, message, messageType, language } = job.payload
  return {
    message_type: messageType,
    phone_number: phoneNumber,
    language,
    body: message,
    priority: job.priority,
    planned_at: toSqlInstant(job.occurrenceAt),
    dedupe_key: dedupeKey(job),
    now,
  }
}

/** The update changes nothing: without it RETURNING leaves out the rows that were there. */
const insert = (trx: TransactionClientContract) => `
  INSERT INTO sms_messages (message_type, status, phone_number, language, body, priority, planned_at, scheduled_at,
    dedupe_key, source, created_at, updated_at)
  SELECT message_type, '${MessageStatuses.pending}', phone_number, language, body, priority, planned_at, now,
    dedupe_key, 'schedule', now, now
  FROM ${rowsOf(trx, 'r', {
    message_type: 'text',
    phone_number: 'text',
    language: 'text',
    body: 'text',
    priority: 'integer',
    planned_at: 'instant',
    dedupe_key: 'text',
    now: 'instant',
  })} WHERE 1 = 1
  ON CONFLICT (dedupe_key) DO UPDATE SET dedupe_key = excluded.dedupe_key
  RETURNING id, dedupe_key`
