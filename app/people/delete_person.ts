import { inject } from '@adonisjs/core'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { DeleteMessages } from '#people/delete_messages'
import { deleteSchedulesOf } from '#people/delete_schedules_of'
import { DeleteWhatNumbersHave } from '#people/delete_what_numbers_have'
import type { Person } from '#people/erasure_request'
import { noCounts, type ErasureCounts } from '#people/erasure_result'
import { isBeingSent, messagesOf } from '#people/messages_of_person'
import { silenceQuotingCalls, type QuotingCalls } from '#people/quoting_calls'
import { takeNumbersOff } from '#people/take_numbers_off'
import { findTraces, type Traces } from '#people/traces'
import { toSqlInstant } from '#storage/instants'
import { isPostgres, query } from '#storage/sql'

export interface DeletedPerson {
  counts: ErasureCounts
  /** Numbers that stay. */
  shared: number
  /** Replies that stay because nobody has handled them yet. */
  unhandledReplies: number
}

/**
 * Deletes what is left of the person, whoever wrote what since we looked: what is
 * found in the transaction counts. A number that a newcomer has meanwhile stays.
 */
@inject()
export class DeletePerson {
  constructor(
    private readonly clock: Clock,
    private readonly messages: DeleteMessages,
    private readonly numbers: DeleteWhatNumbersHave
  ) {}

  /** `before`: what was known earlier; a former number may be found by nothing now. Null while a message is being sent. */
  async run(
    trx: TransactionClientContract,
    { person, before, calls, recorded }: PersonToDelete
  ): Promise<DeletedPerson | null> {
    if (person.kind === 'patient') await hold(trx, person.ref)
    const traces = await findTraces(trx, person, before.numbers)
    const counts = noCounts()
    await deleteSchedulesOf(trx, traces.numbers, counts)
    const messages = await messagesOf(trx, traces)
    if (messages.some(isBeingSent)) return null

    const now = toSqlInstant(this.clock.now())
    counts.numbersTakenOff += await takeNumbersOff(trx, traces, now)
    await this.messages.run(trx, messages, counts, new Set(recorded))
    const unhandledReplies = await this.numbers.run(trx, traces.numbers, counts)
    await silenceQuotingCalls(trx, calls, counts)
    if (traces.patient) await deletePatient(trx, traces.patient.id, counts)
    return { counts, shared: traces.shared.length, unhandledReplies }
  }
}

export interface PersonToDelete {
  person: Person
  before: Traces
  calls: QuotingCalls
  /** Days whose counts are written down. */
  recorded: Set<string>
}

/** Nothing can be written about a patient who is held until the end of the transaction. */
async function hold(trx: TransactionClientContract, ref: string): Promise<void> {
  if (!isPostgres(trx)) return
  await query(trx, 'SELECT id FROM patients WHERE external_ref = :ref FOR UPDATE', { ref })
}

async function deletePatient(
  trx: TransactionClientContract,
  id: number,
  { deleted }: ErasureCounts
): Promise<void> {
  const immunizations = await query(
    trx,
    'DELETE FROM immunizations WHERE patient_id = :id RETURNING id',
    { id }
  )
  const patients = await query(trx, 'DELETE FROM patients WHERE id = :id RETURNING id', { id })
  deleted.immunizations += immunizations.length
  deleted.patients += patients.length
}
