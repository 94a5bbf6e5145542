import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { CountryCode } from 'libphonenumber-js'
import type { Clock } from '#app/clock'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { MessageStatuses } from '#messages/message_status'
import { SCHEDULED } from '#messages/scheduled_message'
import { checkSmsJob, type SmsJob } from '#schedules/jobs/check_sms_job'
import type { CheckedPayload, FiredJob, TransactionalHandler } from '#schedules/jobs/job_handler'
import type { Insertion } from '#storage/dialects/dialect'
import { toSqlInstant } from '#storage/instants'
import { rowsOf } from '#storage/sql'
import { insertRows } from '#storage/write_rows'

/**
 * `sms`: a message to one number, created when the schedule fires and sent like any other; the gate
 * checks consent and caps.
 */
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

  /** All of them in one statement. An existing message keeps its row, and its id is the result. */
  async write(
    trx: TransactionClientContract,
    jobs: FiredJob<SmsJob>[]
  ): Promise<Map<number, Record<string, unknown>>> {
    const now = toSqlInstant(this.clock.now())
    const written = await insertRows<{ id: number; dedupe_key: string }>(trx, messages(trx), {
      rows: JSON.stringify(jobs.map((job) => rowOf(job, now))),
    })
    const ids = new Map(written.map(({ id, dedupe_key: key }) => [key, id]))
    return new Map(jobs.map((job) => [job.occurrenceId, { messageId: ids.get(dedupeKey(job)) }]))
  }
}

/** The same for an occurrence however often it is fired. */
function dedupeKey({ scheduleId, occurrenceAt }: FiredJob): string {
  return `schedule:${scheduleId}:${occurrenceAt.toUnixInteger()}`
}

function rowOf(job: FiredJob<SmsJob>, now: string) {
  const { phoneNumber, message, messageType, language, urgent = false } = job.payload
  return {
    message_type: messageType,
    phone_number: phoneNumber,
    language,
    body: message,
    priority: job.priority,
    urgent: Number(urgent),
    planned_at: toSqlInstant(job.occurrenceAt),
    dedupe_key: dedupeKey(job),
    now,
  }
}

const COLUMNS = {
  message_type: 'text',
  phone_number: 'text',
  language: 'text',
  body: 'text',
  priority: 'integer',
  urgent: 'integer',
  planned_at: 'instant',
  dedupe_key: 'text',
  now: 'instant',
} as const

/** The update changes nothing, but without it RETURNING omits existing rows. */
const messages = (trx: TransactionClientContract): Insertion => ({
  into: 'sms_messages',
  columns: `message_type, status, phone_number, language, body, priority, urgent, planned_at, scheduled_at,
    dedupe_key, source, created_at, updated_at`,
  rows: `
    SELECT message_type, '${MessageStatuses.pending}', phone_number, language, body, priority, urgent = 1, planned_at, now,
      dedupe_key, '${SCHEDULED}', now, now
    FROM ${rowsOf(trx, 'r', COLUMNS)} WHERE 1 = 1`,
  onConflict: { key: 'dedupe_key', set: 'dedupe_key = excluded.dedupe_key' },
  returning: 'id, dedupe_key',
})
