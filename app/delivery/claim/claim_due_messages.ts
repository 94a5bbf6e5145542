import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { alsoMatches, type DueFilter } from '#delivery/claim/due_filter'
import { PRIORITIES } from '#messages/priority'
import { toSqlInstant } from '#storage/instants'
import { LEASE_IS_OVER, leaseBounds } from '#storage/lease_is_over'
import { claimRows } from '#storage/write_rows'

export interface ClaimRequest extends DueFilter {
  /** At most this many messages. */
  limit: number
  /** Fresh for every claim: the holder of an older token has lost the message. */
  token: string
  claimedBy: string
  /** Epoch milliseconds of the shared clock. */
  leaseUntil: number
}

/** A claimed message, and what decides which reminders belong to it. */
export type ClaimedRow = Pick<
  Rows['sms_messages'],
  | 'id'
  | 'phone_number'
  | 'patient_id'
  | 'immunization_id'
  | 'message_type'
  | 'due_on'
  | 'priority'
  | 'scheduled_at'
>

export const CLAIMED_COLUMNS =
  'id, phone_number, patient_id, immunization_id, message_type, due_on, priority, scheduled_at'

/**
 * Takes a lease on due messages, most urgent first. Guarantees that no two concurrent claims
 * get the same message.
 */
@inject()
export class ClaimDueMessages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {}

  /**
   * One statement per priority: each is a range scan from the oldest due message and never
   * reads messages that are not due.
   */
  async run(request: ClaimRequest): Promise<ClaimedRow[]> {
    const claimed: ClaimedRow[] = []
    for (const priority of Object.values(PRIORITIES)) {
      const limit = request.limit - claimed.length
      if (limit <= 0) break
      claimed.push(...(await this.#claimPriority(priority, { ...request, limit })))
    }
    return claimed
  }

  #claimPriority(priority: number, request: ClaimRequest): Promise<ClaimedRow[]> {
    const client = this.db.connection()
    return claimRows<ClaimedRow>(
      client,
      {
        table: 'sms_messages',
        due: selectDue(request),
        set: 'lease_token = :token, lease_until = :lease_until, claimed_by = :claimed_by',
        returning: CLAIMED_COLUMNS,
      },
      {
        priority,
        limit: request.limit,
        token: request.token,
        claimed_by: request.claimedBy,
        lease_until: request.leaseUntil,
        now: toSqlInstant(this.clock.now()),
        ...leaseBounds(this.clock, this.config.processing.leaseSeconds * 1000),
        type: request.type ?? null,
      }
    )
  }
}

/**
 * The messages that a claim takes, by the index sms_messages_due. `bench/claim.ts` prints the
 * plan.
 */
export const selectDue = (filter: DueFilter) => `
  SELECT id FROM sms_messages
  WHERE status = 'pending' AND priority = :priority AND scheduled_at <= :now
    AND (lease_until IS NULL OR ${LEASE_IS_OVER})${alsoMatches(filter)}
  ORDER BY scheduled_at, id
  LIMIT :limit`
