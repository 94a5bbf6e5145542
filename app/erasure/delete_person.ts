import { inject } from '@adonisjs/core'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { DeleteMessages } from './delete_messages.js'
import { deleteSchedulesOf } from './delete_schedules_of.js'
import { DeleteNumberData } from './delete_number_data.js'
import type { Person } from './person.js'
import { noCounts, type ErasureCounts } from './erasure_result.js'
import { isBeingSent, messagesOf } from './messages_of_person.js'
import { silenceQuotingCalls, type QuotingCalls } from './quoting_calls.js'
import { takeNumbersOff } from './take_numbers_off.js'
import { findTraces, type Traces } from './traces.js'
import { dialectOf } from '#storage/dialect_of'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { deleteRows } from '#storage/write_rows'

export interface DeletedPerson {
  counts: ErasureCounts
  /** Numbers that stay. */
  shared: number
  /** Replies that stay because they have not been handled yet. */
  unhandledReplies: number
}

/**
 * Deletes what is left of the person, including concurrent writes: the data found in this
 * transaction counts. A number that another patient has taken over stays.
 */
@inject()
export class DeletePerson {
  constructor(
    private readonly clock: Clock,
    private readonly messages: DeleteMessages,
    private readonly numbers: DeleteNumberData
  ) {}

  /**
   * `before`: earlier findings; a former number may no longer be traceable. Null while a message is
   * being sent.
   */
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
  /** Days whose counts are recorded. */
  recorded: Set<string>
}

/** The patient's row is locked until the end of the transaction, so nothing new can refer to it. */
async function hold(trx: TransactionClientContract, ref: string): Promise<void> {
  const lock = dialectOf(trx).lock()
  await query(trx, `SELECT id FROM patients WHERE external_ref = :ref ${lock}`, { ref })
}

async function deletePatient(
  trx: TransactionClientContract,
  id: number,
  { deleted }: ErasureCounts
): Promise<void> {
  const immunizations = await deleteRows(
    trx,
    { from: 'immunizations', where: 'patient_id = :id', returning: 'id' },
    { id }
  )
  const patients = await deleteRows(
    trx,
    { from: 'patients', where: 'id = :id', returning: 'id' },
    { id }
  )
  deleted.immunizations += immunizations.length
  deleted.patients += patients.length
}
