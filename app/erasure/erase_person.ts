import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { PhoneHash } from '#consents/phone_hash'
import { HandleInboundMessages } from '#inbound/handle_inbound_messages'
import { auditErasure, countsOf, subjectOf } from './audit_erasure.js'
import { DeletePerson, type DeletedPerson } from './delete_person.js'
import { EraseFromFiles } from './erase_from_files.js'
import { personOf, type ErasureRequest, type Person } from './erasure_request.js'
import {
  addErasureCounts,
  isNothing,
  noCounts,
  type ErasureResult,
  type FileErasure,
  type Kept,
} from './erasure_result.js'
import { findQuotingCalls } from './quoting_calls.js'
import { refuseNaming } from './refuse_naming.js'
import { stopSending } from './stop_sending.js'
import { DeleteMessagesInBatches } from './delete_messages_in_batches.js'
import { findTraces } from './traces.js'
import { WaitForSends } from './wait_for_sends.js'
import { reconcileTransaction, rehearse } from '#reminders/reconcile_transaction'
import { toSqlInstant } from '#storage/instants'

const NO_FILES: FileErasure = { changed: [], rows: 0, notReached: [] }

/**
 * Erases a person: a patient with the caregiver's number, or everything of a number. Daily counts,
 * a refusal as a keyed hash, and the fact of the erasure remain. It may be killed anywhere and run
 * again: after the first commit nothing is sent to the person, and the data that leads to the rest
 * is deleted last.
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
    private readonly hash: PhoneHash,
    private readonly logger: Logger
  ) {}

  /** @throws InvalidErasureRequest */
  async run(request: ErasureRequest): Promise<ErasureResult> {
    const person = personOf(request)
    refuseNaming(request.reason, person, await findTraces(this.db.connection(), person))
    const result = request.dryRun
      ? await this.#rehearse(person)
      : await this.#erase(person, request)
    const { files, ...counts } = result
    const who = { actor: request.actor, subject: subjectOf(person, this.hash) }
    this.logger.info({ ...who, ...counts, ...countsOf(files) }, 'erasure of a person')
    return result
  }

  async #erase(
    person: Person,
    { actor, reason, signal, onProgress }: ErasureRequest
  ): Promise<ErasureResult> {
    const client = this.db.connection()
    const { traces, takenOff } = await reconcileTransaction(client, async (trx) => {
      const found = await findTraces(trx, person)
      const by = { now: toSqlInstant(this.clock.now()), actor }
      return { traces: found, takenOff: await stopSending(trx, found, by) }
    })
    const retryAfterSeconds = await this.sends.run(traces, signal)
    if (retryAfterSeconds !== null) return beingSent({ dryRun: false, retryAfterSeconds })

    /** A STOP is handled before the erasure that follows it. A failing reply is logged and kept. */
    await this.replies.run({ signal }).catch(() => undefined)
    const files = await this.files.run(person, traces, { dryRun: false })
    const calls = await findQuotingCalls(client, traces.numbers)
    const { counts: thinnedOut, recorded } = await this.messages.run(traces, onProgress)
    const before = addErasureCounts(thinnedOut, { ...noCounts(), numbersTakenOff: takenOff })

    const result = await reconcileTransaction(client, async (trx) => {
      const rest = await this.person.run(trx, { person, before: traces, calls, recorded })
      if (!rest) return null
      const erasure = erasureOf({ ...rest, counts: addErasureCounts(before, rest.counts) }, files)
      const at = toSqlInstant(this.clock.now())
      const subject = subjectOf(person, this.hash)
      if (erasure.outcome === 'erased')
        await auditErasure(trx, { at, actor, subject }, reason, erasure)
      return erasure
    })
    return result ?? beingSent({ dryRun: false, retryAfterSeconds: 1 })
  }

  async #rehearse(person: Person): Promise<ErasureResult> {
    const client = this.db.connection()
    const traces = await findTraces(client, person)
    const files = await this.files.run(person, traces, { dryRun: true })
    const calls = await findQuotingCalls(client, traces.numbers)
    const found = await rehearse(client, (trx) =>
      this.person.run(trx, { person, before: traces, calls, recorded: new Set() })
    )
    if (!found) return beingSent({ dryRun: true, retryAfterSeconds: 1 })
    return { ...erasureOf(found, files), dryRun: true }
  }
}

function erasureOf(
  { counts, shared, unhandledReplies }: DeletedPerson,
  files: FileErasure
): ErasureResult {
  const reasons: Kept[] = [
    { reason: 'number_shared', count: shared },
    { reason: 'reply_not_handled', count: unhandledReplies },
  ]
  const kept = reasons.filter(({ count }) => count > 0)
  const isNobody = isNothing(counts) && files.rows === 0 && kept.length === 0
  return {
    outcome: isNobody ? 'nobody' : 'erased',
    dryRun: false,
    ...counts,
    files,
    kept,
    retryAfterSeconds: null,
  }
}

function beingSent(answer: Pick<ErasureResult, 'dryRun' | 'retryAfterSeconds'>): ErasureResult {
  return { outcome: 'being_sent', ...noCounts(), files: NO_FILES, kept: [], ...answer }
}
