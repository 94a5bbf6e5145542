import type { DateTime } from 'luxon'
import type { Clock } from '#app/clock'
import type {
  CheckedPayload,
  EffectHandler,
  FiredJob,
  JobOutcome,
} from '#schedules/jobs/job_handler'
import { PayloadReader } from '#schedules/jobs/payload_reader'
import { moment, text, wholeNumber } from '#schedules/jobs/payload_values'
import type { RetryPublisher } from '#schedules/jobs/retry_publisher'

/** A retry of another program that wants to be notified when it is due. */
export interface RetryJob {
  campaignTaskId: number
  createdOn: string
  /** The requested time; the schedule decides. */
  retryTime: string
  retryAttempt: number
  failureReason?: string
}

const EXAMPLE = {
  campaignTaskId: 12345,
  createdOn: '2025-11-14 15:00:00',
  retryTime: '2025-11-14 15:30:00',
  retryAttempt: 1,
}
const LONGEST_REASON = 1_000
const AS_OTHERS_WRITE_TIMES = 'yyyy-MM-dd HH:mm:ss'

/** `sms_retry`: notifies another program through the message broker that its retry is due. */
export class SmsRetryHandler implements EffectHandler<RetryJob> {
  readonly name = 'sms_retry'
  readonly kind = 'effect'
  readonly description = 'Publishes a due retry to Kafka'

  /** `timezone` applies to times without one. Without a broker there is no publisher. */
  constructor(
    private readonly publisher: RetryPublisher | undefined,
    private readonly clock: Clock,
    private readonly timezone: string
  ) {}

  check(payload: unknown): CheckedPayload<RetryJob> {
    const reader = new PayloadReader(payload, EXAMPLE)
    if (!this.publisher) {
      reader.fault(
        '',
        'cannot be published: Kafka is not configured: set KAFKA_BROKERS, for example "localhost:9092"'
      )
    }
    const job: RetryJob = {
      campaignTaskId: reader.required('campaignTaskId', wholeNumber({ min: 1 })),
      createdOn: reader.required('createdOn', moment(this.timezone)),
      retryTime: reader.required('retryTime', moment(this.timezone)),
      retryAttempt: reader.required('retryAttempt', wholeNumber({ min: 0 })),
    }
    const failureReason = reader.optional('failureReason', text({ max: LONGEST_REASON }))
    return reader.checked(failureReason === undefined ? job : { ...job, failureReason })
  }

  /** Its receiver sees the retries of a task in their order. */
  orderKey({ campaignTaskId }: RetryJob): string {
    return String(campaignTaskId)
  }

  async run(
    { payload, occurrenceAt, occurrenceId }: FiredJob<RetryJob>,
    signal: AbortSignal
  ): Promise<JobOutcome> {
    if (!this.publisher) throw new Error('Kafka is not configured: set KAFKA_BROKERS')
    const { campaignTaskId, createdOn, retryAttempt } = payload
    await this.publisher.publish(
      {
        campaignTaskId,
        createdOn,
        scheduledRetryTime: this.#written(occurrenceAt),
        actualExecutionTime: this.#written(this.clock.now()),
        retryAttempt,
      },
      occurrenceId,
      signal
    )
    return { outcome: 'done', result: { campaignTaskId, retryAttempt } }
  }

  #written(instant: DateTime): string {
    return instant.setZone(this.timezone).toFormat(AS_OTHERS_WRITE_TIMES)
  }
}
