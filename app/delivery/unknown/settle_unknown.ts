import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import type { UnknownPolicy } from '#app/sms_scheduler_settings'
import { typesUnder, type TypesOfPolicy } from '#delivery/unknown/unknown_policy'
import { MessageStatuses, type MessageStatus } from '#models/message_status'
import { toSqlInstant } from '#storage/instants'
import { appendMessageEvents } from '#storage/message_events'
import { retryDeadlocks } from '#storage/retry_deadlocks'
import { query, textList } from '#storage/sql'

/** Messages moved in one transaction. */
const PAGE = 500

/**
 * Applies what the settings say of unknown messages, by type, once a receipt has
 * had its time. Messages under `hold` are never touched, and one that was sent
 * again and is unknown again is held whatever its policy. Any number of processes
 * may do this at once: each message is moved by one of them.
 */
@inject()
export class SettleUnknown {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly logger: Logger
  ) {}

  /** Returns how many messages were moved. */
  async run(): Promise<number> {
    let settled = 0
    for (const step of STEPS) {
      const types = typesUnder(step.policy, this.config.unknown)
      if (types) settled += await this.#settle(step, types)
    }
    return settled
  }

  async #settle(step: Step, types: TypesOfPolicy): Promise<number> {
    let settled = 0
    for (;;) {
      const page = await retryDeadlocks(() =>
        this.db.connection().transaction((trx) => this.#settlePage(trx, step, types))
      )
      settled += page
      if (page < PAGE) break
    }
    if (settled > 0)
      this.logger.info(
        { messages: settled, status: step.to, reason: step.reason },
        'unknown messages settled'
      )
    return settled
  }

  async #settlePage(
    trx: TransactionClientContract,
    step: Step,
    types: TypesOfPolicy
  ): Promise<number> {
    const now = this.clock.now()
    const moved = await query<{ id: number }>(trx, statement(trx, step, types), {
      status: step.to,
      reason: step.reason,
      types: JSON.stringify(types.names),
      now: toSqlInstant(now),
      before: toSqlInstant(now.minus({ minutes: this.config.unknown.settleAfterMinutes })),
      page: PAGE,
    })
    await appendMessageEvents(
      trx,
      moved.map(({ id }) => ({
        messageId: id,
        at: toSqlInstant(now),
        actor: 'unknown_policy',
        from: MessageStatuses.unknown,
        to: step.to,
        reason: step.reason,
      }))
    )
    return moved.length
  }
}

interface Step {
  policy: UnknownPolicy
  to: MessageStatus
  reason: string
  /** Further columns that the move sets. */
  set?: string
  condition?: string
}

/** Once in the life of a message; and never where an answer that came too late says that the operator has it. */
const RESENDABLE = `unknown_resends = 0 AND NOT EXISTS (
  SELECT 1 FROM sms_attempts a WHERE a.message_id = sms_messages.id AND a.outcome = 'accepted')`

const STEPS: Step[] = [
  {
    policy: 'assume_sent',
    to: MessageStatuses.sent,
    reason: 'assumed_sent',
    /** When it became unknown is nearest to when it left. */
    set: 'sent_at = COALESCE(sent_at, updated_at)',
  },
  {
    policy: 'resend_once',
    to: MessageStatuses.expired,
    reason: 'deadline_passed',
    condition: `expires_at <= :now AND ${RESENDABLE}`,
  },
  {
    policy: 'resend_once',
    to: MessageStatuses.pending,
    reason: 'resend_after_unknown',
    set: 'unknown_resends = unknown_resends + 1, scheduled_at = :now',
    condition: `(expires_at IS NULL OR expires_at > :now) AND ${RESENDABLE}`,
  },
]

/**
 * Reads along the index sms_messages_for_people, whose condition stands here word for word for SQLite. The
 * conditions stand outside again: a receipt or a person may have settled a message of the page meanwhile.
 */
function statement(
  trx: TransactionClientContract,
  { set, condition }: Step,
  { names, except }: TypesOfPolicy
): string {
  const ofPolicy =
    names.length === 0
      ? []
      : [`message_type ${except ? 'NOT IN' : 'IN'} (${textList(trx, 'types')})`]
  const conditions = [
    `status = 'unknown'`,
    'updated_at <= :before',
    ...ofPolicy,
    ...(condition ? [condition] : []),
  ]
  return `
    UPDATE sms_messages
    SET status = :status, reason = :reason, updated_at = :now ${set ? `, ${set}` : ''}
    WHERE ${conditions.join(' AND ')} AND id IN (
      SELECT id FROM sms_messages
      WHERE status IN ('dead_letter', 'unknown', 'failed') AND ${conditions.join(' AND ')}
      ORDER BY updated_at LIMIT :page)
    RETURNING id`
}
