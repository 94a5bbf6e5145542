import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { appendAuditEvent } from '#storage/audit_events'
import { isoOfSqlInstant, toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'
import { readNewDate } from './read_new_date.js'
import { reschedulePage } from './reschedule_page.js'

export interface RescheduleRequest {
  id: number
  /** As a person writes it, in the programme's zone. */
  at: string
  /** When it was due as the person saw it: an instant of the database. */
  expected: string
  /** `cli:name`, `user:id`, `token:id`. */
  actor: string
  note: string
}

/** `changed`: it does not wait any more, is due at another time, or a worker holds it at this moment. */
export type RescheduleOutcome = 'rescheduled' | 'past_deadline' | 'changed'

/** Gives one message that waits another date. */
@inject()
export class RescheduleMessage {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly logger: Logger
  ) {}

  /** @throws InvalidDeskRequest for a date that cannot be used */
  async run({
    id,
    at: text,
    expected,
    actor,
    note,
  }: RescheduleRequest): Promise<RescheduleOutcome> {
    const { clock, config } = this
    const at = readNewDate(text, { timezone: config.timezone, now: clock.now() })
    const now = toSqlInstant(clock.now())
    const outcome = await transaction(
      this.db.connection(),
      async (trx): Promise<RescheduleOutcome> => {
        const by = { now, clock, config, actor, note, expected }
        const { rescheduled, tooLate } = await reschedulePage(trx, [id], at, by)
        if (tooLate > 0) return 'past_deadline'
        if (rescheduled === 0) return 'changed'
        await appendAuditEvent(trx, {
          at: now,
          actor,
          action: 'messages_rescheduled',
          subject: `message:${id}`,
          detail: { changed: 1, date: isoOfSqlInstant(at), reason: note },
        })
        return 'rescheduled'
      },
      { readsFirst: true }
    )
    if (outcome === 'rescheduled') this.logger.info({ actor, message: id }, 'message rescheduled')
    return outcome
  }
}
