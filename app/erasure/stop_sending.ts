import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { MessageStatuses } from '#messages/message_status'
import { takeNumbersOff } from './take_numbers_off.js'
import { bindingsOf, ofThePerson, type Traces } from './traces.js'
import { moveAlike, type Mover } from '#messages/move_alike'
import { updateRows } from '#storage/write_rows'

/**
 * Marks patients and messages until they are deleted: it makes an interrupted erasure visible and
 * keeps it from sending.
 */
export const ERASED = 'erased'

/**
 * After its commit nothing new leaves for the person: the gate suppresses the patient's planned
 * messages, nothing is planned for the number, and a worker that holds a pending message loses the
 * right to send it. Returns how many remaining patients lost the number.
 */
export async function stopSending(
  trx: TransactionClientContract,
  traces: Traces,
  { now, actor }: Mover
): Promise<number> {
  if (traces.patient) {
    await updateRows(
      trx,
      {
        table: 'patients',
        set: `status = '${ERASED}', updated_at = :now`,
        where: `id = :id AND status <> '${ERASED}'`,
      },
      { id: traces.patient.id, now }
    )
  }
  const takenOff = await takeNumbersOff(trx, traces, now)
  await moveAlike(
    trx,
    {
      from: MessageStatuses.pending,
      to: MessageStatuses.cancelled,
      reason: 'person_erased',
      where: ofThePerson(trx),
    },
    bindingsOf(traces),
    { now, actor }
  )
  return takenOff
}
