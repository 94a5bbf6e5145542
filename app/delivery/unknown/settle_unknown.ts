import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import type { UnknownPolicy } from '#settings/sms_scheduler_settings'
import { typesUnder, type TypesOfPolicy } from '#delivery/unknown/unknown_policy'
import { MessageStatuses, type MessageStatus } from '#messages/message_status'
import { toSqlInstant } from '#storage/instants'
import { moveAlike } from '#messages/move_alike'
import type { Reason } from '#messages/reasons'
import { along } from '#storage/partial_indexes'
import { textList } from '#storage/sql'
import { ShortTurns } from '#storage/short_turns'

/** Messages moved in one transaction, at most. */
const PAGE = 500

/**
 * Applies the policy of each type to unknown messages, once receipts have had time to arrive.
 * Messages under `hold` are never touched. A message that was sent again and is unknown again is
 * held, whatever its policy. Any number of processes may run this at once: each message is moved by
 * one of them.
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
    const turns = new ShortTurns(this.db.connection(), PAGE)
    let settled = 0
    for (;;) {
      const { size } = turns
      const page = await turns.take((trx) => this.#settlePage(trx, step, types, size), {
        rows: (moved) => moved,
      })
      settled += page
      if (page < size) break
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
    types: TypesOfPolicy,
    page: number
  ): Promise<number> {
    const now = this.clock.now()
    const { policy, condition, ...move } = step
    const moved = await moveAlike(
      trx,
      { from: MessageStatuses.unknown, ...move, where: whereSettled(trx, condition, types) },
      {
        types: JSON.stringify(types.names),
        before: toSqlInstant(now.minus({ minutes: this.config.unknown.settleAfterMinutes })),
        page,
      },
      { now: toSqlInstant(now), actor: 'unknown_policy' }
    )
    return moved.length
  }
}

interface Step {
  policy: UnknownPolicy
  to: MessageStatus
  reason: Reason
  /** Additional columns to set. */
  set?: string
  condition?: string
}

/** Once in the life of a message, and never if a late answer says that the operator has it. */
const RESENDABLE = `unknown_resends = 0 AND NOT EXISTS (
  SELECT 1 FROM sms_attempts a WHERE a.message_id = m.id AND a.outcome = 'accepted')`

/** What an SMS carried moves with it. */
const ALONE = 'carried_by IS NULL'

const STEPS: Step[] = [
  {
    policy: 'assume_sent',
    to: MessageStatuses.sent,
    reason: 'assumed_sent',
    /** The time it became unknown is closest to the time it left. */
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
 * The conditions stand outside the page again: a receipt or a person may have settled one of its messages
 * meanwhile.
 */
function whereSettled(
  trx: TransactionClientContract,
  condition: string | undefined,
  { names, except }: TypesOfPolicy
): string {
  const ofPolicy =
    names.length === 0
      ? []
      : [`message_type ${except ? 'NOT IN' : 'IN'} (${textList(trx, 'types')})`]
  const conditions = [
    'updated_at <= :before',
    ALONE,
    ...ofPolicy,
    ...(condition ? [condition] : []),
  ].join(' AND ')
  return `${conditions} AND id IN (
      SELECT id FROM sms_messages AS m
      WHERE ${along('sms_messages_needs_attention')} AND status = 'unknown' AND ${conditions}
      ORDER BY updated_at LIMIT :page)`
}
