import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { PhoneHash } from '#consents/phone_hash'
import { HandleInboundMessages } from '#inbound/handle_inbound_messages'
import { countsOf, subjectOf } from './audit_erasure.js'
import { DeletePerson, type DeletedPerson } from './delete_person.js'
import { EraseFromFiles } from './erase_from_files.js'
import { beginRecord, deleteRecords, saveDeleted, type ErasureRecord } from './erasure_record.js'
import { personOf, type ErasureRequest } from './erasure_request.js'
import {
  addErasureCounts,
  isNothing,
  noCounts,
  type ErasureCounts,
  type ErasureResult,
  type FileErasure,
  type Kept,
} from './erasure_result.js'
import { FinishTexts } from './finish_texts.js'
import type { Person } from './person.js'
import { PERSONAL_TABLES } from './personal_tables.js'
import { findQuotingCalls } from './quoting_calls.js'
import { refuseNaming } from './refuse_naming.js'
import { stopSending } from './stop_sending.js'
import { DeleteMessagesInBatches } from './delete_messages_in_batches.js'
import type { Wanted } from './texts/person_in_texts.js'
import { SearchTexts } from './texts/search_texts.js'
import { findTraces, isNameShared, type Traces } from './traces.js'
import { WaitForSends } from './wait_for_sends.js'
import { reconcileTransaction, rehearse } from '#reminders/reconcile_transaction'
import { toSqlInstant } from '#storage/instants'
import { OverwriteDeleted } from '#storage/overwrite/overwrite_deleted'

const NO_FILES: FileErasure = { changed: [], rows: 0, notReached: [] }

const LATER: ErasureResult['overwritten'] = { outcome: 'later', tooLarge: [] }

/**
 * Erases a person: a patient with the caregiver's number, or everything of a number, and removes
 * them from other people's texts. Daily counts, a refusal as a keyed hash, and the fact of the
 * erasure remain. It may be killed anywhere: after the first commit nothing is sent to the person,
 * and its record leads the next cleanup, or a repetition, to the rest.
 */
@inject()
export class ErasePerson {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly sends: WaitForSends,
    private readonly replies: HandleInboundMessages,
    private readonly files: EraseFromFiles,
    private readonly messages: DeleteMessagesInBatches,
    private readonly person: DeletePerson,
    private readonly texts: SearchTexts,
    private readonly finish: FinishTexts,
    private readonly overwrite: OverwriteDeleted,
    private readonly hash: PhoneHash,
    private readonly logger: Logger
  ) {}

  /** @throws InvalidErasureRequest */
  async run(request: ErasureRequest): Promise<ErasureResult> {
    const person = personOf(request)
    refuseNaming(request.reason, person, await findTraces(this.db.connection(), person))
    const result = request.dryRun
      ? await this.#rehearse(person, request)
      : await this.#erase(person, request)
    const { files, ...counts } = result
    const who = { actor: request.actor, subject: subjectOf(person, this.hash) }
    this.logger.info({ ...who, ...counts, ...countsOf(files) }, 'erasure of a person')
    return result
  }

  async #erase(person: Person, request: ErasureRequest): Promise<ErasureResult> {
    const { signal, onProgress } = request
    const begun = await this.#begin(person, request)
    const retryAfterSeconds = await this.sends.run(begun.traces, signal)
    if (retryAfterSeconds !== null) return beingSent({ dryRun: false, retryAfterSeconds })

    /** A STOP is handled before the erasure that follows it. A failing reply is logged and kept. */
    await this.replies.run({ signal }).catch(() => undefined)
    const files = await this.files.run(begun.record.wanted, begun.traces, { dryRun: false })
    const deleted = await this.#delete(person, begun)
    if (!deleted) return beingSent({ dryRun: false, retryAfterSeconds: 1 })

    const { record } = begun
    const kept = keptOf({
      ...deleted,
      ...begun,
      inSettings: await this.texts.countReported(record),
    })
    const redacted = await this.finish.run(record, { files, kept }, { signal, onProgress })
    const counts = { ...deleted.counts, textsRedacted: redacted ?? 0 }
    const result = resultOf(counts, { files, kept, overwritten: LATER })
    if (redacted === null) return result
    if (result.outcome === 'nobody') await deleteRecords(this.db.connection(), record.subject)
    else if (!request.overwriteLater) result.overwritten = await this.#overwrite(record)
    return result
  }

  /** Stops sending, and records what leads to the rest. */
  async #begin(person: Person, { actor, reason }: ErasureRequest): Promise<Begun> {
    return reconcileTransaction(this.db.connection(), async (trx) => {
      const traces = await findTraces(trx, person)
      const nameShared = traces.patient !== null && (await isNameShared(trx, traces.patient))
      const now = toSqlInstant(this.clock.now())
      const subject = subjectOf(person, this.hash)
      const wanted = wantedOf(person, traces, nameShared)
      const record = await beginRecord(trx, { subject, person, wanted, actor, reason }, now)
      const takenOff = await stopSending(trx, traces, { now, actor })
      return { traces, record, takenOff, nameShared }
    })
  }

  async #delete(
    person: Person,
    { traces, record, takenOff }: Begun
  ): Promise<DeletedPerson | null> {
    const client = this.db.connection()
    const before = { ...traces, numbers: record.wanted.numbers }
    const calls = await findQuotingCalls(client, before.numbers)
    const { counts: thinnedOut, recorded } = await this.messages.run(traces)
    const earlier = addErasureCounts(thinnedOut, { ...noCounts(), numbersTakenOff: takenOff })
    return reconcileTransaction(client, async (trx) => {
      const rest = await this.person.run(trx, { person, before, calls, recorded })
      if (!rest) return null
      const counts = addErasureCounts(earlier, rest.counts)
      await saveDeleted(trx, record.subject, counts)
      return { ...rest, counts }
    })
  }

  async #overwrite({ subject }: ErasureRecord): Promise<ErasureResult['overwritten']> {
    const overwritten = await this.overwrite.run(PERSONAL_TABLES)
    if (overwritten.outcome === 'done') await deleteRecords(this.db.connection(), subject)
    return overwritten
  }

  async #rehearse(person: Person, request: ErasureRequest): Promise<ErasureResult> {
    const client = this.db.connection()
    const { signal, onProgress } = request
    const traces = await findTraces(client, person)
    const nameShared = traces.patient !== null && (await isNameShared(client, traces.patient))
    const wanted = wantedOf(person, traces, nameShared)
    const files = await this.files.run(wanted, traces, { dryRun: true })
    const calls = await findQuotingCalls(client, traces.numbers)
    const found = await rehearse(client, (trx) =>
      this.person.run(trx, { person, before: traces, calls, recorded: new Set() })
    )
    if (!found) return beingSent({ dryRun: true, retryAfterSeconds: 1 })
    const textsRedacted = await this.texts.count(wanted, { signal, onProgress })
    const inSettings = await this.texts.countReported({ wanted })
    const kept = keptOf({ ...found, nameShared, inSettings })
    const counts = { ...found.counts, textsRedacted }
    return { ...resultOf(counts, { files, kept, overwritten: LATER }), dryRun: true }
  }
}

interface Begun {
  traces: Traces
  record: ErasureRecord
  /** Patients who stay, without the number. */
  takenOff: number
  nameShared: boolean
}

function wantedOf(person: Person, { patient, numbers }: Traces, nameShared: boolean): Wanted {
  const name = patient && !nameShared ? patient : null
  return {
    numbers,
    name: name && { firstName: name.firstName, lastName: name.lastName },
    reference: person.kind === 'patient' ? person.ref : null,
  }
}

function keptOf({
  shared,
  unhandledReplies,
  nameShared,
  inSettings,
}: Omit<DeletedPerson, 'counts'> & { nameShared: boolean; inSettings: number }): Kept[] {
  const reasons: Kept[] = [
    { reason: 'number_shared', count: shared },
    { reason: 'reply_not_handled', count: unhandledReplies },
    { reason: 'name_shared', count: nameShared ? 1 : 0 },
    { reason: 'named_in_settings', count: inSettings },
  ]
  return reasons.filter(({ count }) => count > 0)
}

function resultOf(
  counts: ErasureCounts,
  rest: Pick<ErasureResult, 'files' | 'kept' | 'overwritten'>
): ErasureResult {
  const isNobody = isNothing(counts) && rest.files.rows === 0 && rest.kept.length === 0
  return {
    outcome: isNobody ? 'nobody' : 'erased',
    dryRun: false,
    ...counts,
    ...rest,
    retryAfterSeconds: null,
  }
}

function beingSent(answer: Pick<ErasureResult, 'dryRun' | 'retryAfterSeconds'>): ErasureResult {
  const nothing = { files: NO_FILES, kept: [], overwritten: LATER }
  return { outcome: 'being_sent', ...noCounts(), ...nothing, ...answer }
}
