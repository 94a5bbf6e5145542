import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import {
  CLAIMED_COLUMNS,
  type ClaimedRow,
  type ClaimRequest,
} from '#delivery/claim/claim_due_messages'
import { toSqlInstant } from '#storage/instants'
import { LEASE_IS_OVER, leaseBounds } from '#storage/lease_is_over'
import { along } from '#storage/partial_indexes'
import { rowsOf } from '#storage/sql'
import { claimRows } from '#storage/write_rows'

/** Companions taken in one claim, at most; what is left over is claimed later, as any message. */
const MOST = 500

type Claimant = Pick<ClaimRequest, 'token' | 'claimedBy' | 'leaseUntil' | 'type'>

/**
 * Takes the reminders that belong into one SMS with claimed ones: those to the same number (or
 * about the same child) that are due, and those of the same rule and due date. A reminder that
 * another worker holds is taken from it if ours comes before it: until its `sending` commit a lease
 * is only the right to try, so that of two workers with halves of a group one gets both.
 */
@inject()
export class ClaimCompanions {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {}

  async run(claimed: ClaimedRow[], claimant: Claimant): Promise<ClaimedRow[]> {
    const { together } = this.config.frequency
    if (together === 'none') return []
    const firsts = firstOfEach(claimed.filter(isReminder))
    if (firsts.length === 0) return []
    const client = this.db.connection()
    return claimRows<ClaimedRow>(
      client,
      {
        table: 'sms_messages',
        due: companions(client, { ofOneChild: together === 'child', type: claimant.type }),
        set: 'lease_token = :token, lease_until = :lease_until, claimed_by = :claimed_by',
        where: "status = 'pending'",
        returning: CLAIMED_COLUMNS,
      },
      {
        rows: JSON.stringify(firsts),
        token: claimant.token,
        claimed_by: claimant.claimedBy,
        lease_until: claimant.leaseUntil,
        now: toSqlInstant(this.clock.now()),
        ...leaseBounds(this.clock, this.config.processing.leaseSeconds * 1000),
        type: claimant.type ?? null,
        most: MOST,
      }
    )
  }
}

function isReminder({ immunization_id: immunization, phone_number: phone }: ClaimedRow): boolean {
  return immunization !== null && phone !== null
}

/** The first reminder of each number, in the order of claims. */
function firstOfEach(reminders: ClaimedRow[]): ClaimedRow[] {
  const firsts = new Map<string, ClaimedRow>()
  for (const reminder of reminders) {
    const known = firsts.get(reminder.phone_number!)
    if (!known || comesBefore(reminder, known)) firsts.set(reminder.phone_number!, reminder)
  }
  return [...firsts.values()]
}

function comesBefore(left: ClaimedRow, right: ClaimedRow): boolean {
  if (left.priority !== right.priority) return left.priority < right.priority
  if (left.scheduled_at !== right.scheduled_at) return left.scheduled_at < right.scheduled_at
  return left.id < right.id
}

/**
 * Walks the index sms_messages_open_by_phone. A retry, or one that was put off, is not brought
 * forward.
 */
const companions = (
  client: QueryClientContract,
  { ofOneChild, type }: { ofOneChild: boolean; type?: string }
) => `
  SELECT m.id FROM ${rowsOf(client, 'r', {
    id: 'integer',
    phone_number: 'text',
    patient_id: 'integer',
    message_type: 'text',
    due_on: 'date',
    priority: 'integer',
    scheduled_at: 'instant',
  })}
  JOIN sms_messages m ON m.phone_number = r.phone_number
  WHERE ${along('sms_messages_open_by_phone', 'm')} AND m.immunization_id IS NOT NULL
    AND m.id <> r.id ${ofOneChild ? 'AND m.patient_id = r.patient_id' : ''} ${type ? 'AND m.message_type = :type' : ''}
    AND (m.lease_token IS NULL OR m.lease_token <> :token)
    AND (m.scheduled_at <= :now OR (m.message_type = r.message_type AND m.due_on = r.due_on
      AND m.attempt_count = 0 AND m.reason IS NULL))
    AND (m.lease_until IS NULL OR ${LEASE_IS_OVER.replaceAll('lease_until', 'm.lease_until')}
      OR (m.priority, m.scheduled_at, m.id) > (r.priority, r.scheduled_at, r.id))
  ORDER BY m.id LIMIT :most`
