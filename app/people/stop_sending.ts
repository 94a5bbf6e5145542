import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { MessageStatuses } from '#models/message_status'
import { takeNumbersOff } from '#people/take_numbers_off'
import { bindingsOf, ofThePerson, type Traces } from '#people/traces'
import { appendMessageEvents } from '#storage/message_events'
import { query } from '#storage/sql'

/** As patients and messages are marked until they are gone: an erasure that was cut short shows, and sends nothing. */
export const ERASED = 'erased'
const REASON = 'person_erased'

/**
 * From its commit on nothing new leaves for the person: the gate suppresses what
 * is planned for the patient, nothing is planned for the number, and whoever
 * holds a pending message loses the right to send it. Returns from how many
 * patients who stay the number was taken.
 */
export async function stopSending(
  trx: TransactionClientContract,
  traces: Traces,
  { now, actor }: { now: string; actor: string }
): Promise<number> {
  if (traces.patient) {
    await query(
      trx,
      `UPDATE patients SET status = '${ERASED}', updated_at = :now WHERE id = :id AND status <> '${ERASED}'`,
      { id: traces.patient.id, now }
    )
  }
  const takenOff = await takeNumbersOff(trx, traces, now)
  const cancelled = await query<{ id: number }>(
    trx,
    `UPDATE sms_messages
     SET status = '${MessageStatuses.cancelled}', reason = '${REASON}', updated_at = :now,
         lease_token = NULL, lease_until = NULL, claimed_by = NULL
     WHERE status = 'pending' AND ${ofThePerson(trx)}
     RETURNING id`,
    { ...bindingsOf(traces), now }
  )
  await appendMessageEvents(
    trx,
    cancelled.map(({ id }) => ({
      messageId: id,
      at: now,
      actor,
      from: MessageStatuses.pending,
      to: MessageStatuses.cancelled,
      reason: REASON,
    }))
  )
  return takenOff
}
