import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import type { AttemptOutcome, RecordedBatch } from '#delivery/send/attempt_outcome'
import { EscalateMessages } from '#delivery/send/escalate_messages'
import type { Lease } from '#delivery/message_in_hand'
import { together, writeApart, type WrittenApart } from '#delivery/send/write_apart'
import { WriteOutcomes, type Recorded } from '#delivery/send/write_outcomes'
import { ApplyEarlyReceipts } from '#inbound/apply_early_receipts'
import { CombinedWrites, writesAtOnce } from '#storage/combine_writes'

/** Milliseconds between two attempts to record outcomes: while the lease holds, and afterwards. */
const WRITE_AGAIN_AFTER_MS = { inTime: 500, late: 5_000 }

/**
 * Milliseconds after the end of a lease during which an outcome may still be recorded, on the
 * attempt only.
 */
const LATE_MS = 600_000

const NOT_WRITTEN_IN_TIME =
  'answers could not be written before the lease ended; if their messages become unknown, settle them with "sms:resolve"'
const REFUSED =
  'the database does not take these answers; their messages become unknown, settle them with "sms:resolve"'

/** Records every answer, whatever happens to the others. */
@inject()
export class RecordOutcomes {
  /** Lanes that finish at the same time share a transaction. */
  readonly #writes: CombinedWrites<RecordedBatch, Recorded>

  constructor(
    db: Database,
    private readonly clock: Clock,
    private readonly write: WriteOutcomes,
    private readonly escalate: EscalateMessages,
    private readonly earlyReceipts: ApplyEarlyReceipts,
    private readonly logger: Logger
  ) {
    const atOnce = writesAtOnce(db.connection())
    this.#writes = new CombinedWrites((batches) => this.write.run(batches), atOnce)
  }

  /**
   * The operator already has these messages, so this waits for an unreachable database, even beyond
   * the lease. By then the messages belong to the reaper, but their attempts can still record the
   * answers. Returns the ids of messages that were moved.
   *
   * @throws the database error, once everything writable is written
   */
  async run(outcomes: AttemptOutcome[], lease: Lease): Promise<Set<number>> {
    let written: Recorded
    let failed: Pick<WrittenApart, 'refused' | 'left' | 'error'> = { refused: [], left: [] }
    try {
      written = await this.#writes.submit({ outcomes, lease })
    } catch (error) {
      this.#say('warn', outcomes, error, 'answers could not be written, retrying')
      const apart = await this.#writeAgain(outcomes, lease)
      written = apart
      failed = apart
    }
    await this.escalate.announce(written.escalations)
    await this.earlyReceipts.run(idsOf(outcomes))
    if (failed.refused.length + failed.left.length > 0) throw failed.error
    return written.moved
  }

  /** Without the other lanes: an error in one batch must not hold up another. */
  async #writeAgain(outcomes: AttemptOutcome[], lease: Lease): Promise<WrittenApart> {
    let written = await writeApart(this.write, outcomes, lease)
    let isSaid = false
    while (written.left.length > 0 && lease.leftMs() > -LATE_MS) {
      const isLate = lease.leftMs() <= WRITE_AGAIN_AFTER_MS.inTime
      if (isLate && !isSaid) this.#say('error', written.left, written.error, NOT_WRITTEN_IN_TIME)
      isSaid ||= isLate
      const pauseMs = isLate ? WRITE_AGAIN_AFTER_MS.late : WRITE_AGAIN_AFTER_MS.inTime
      await this.clock.sleep(pauseMs)
      const { left, ...before } = written
      written = together({ ...before, left: [] }, await writeApart(this.write, left, lease))
    }
    if (written.refused.length > 0) this.#say('error', written.refused, written.error, REFUSED)
    return written
  }

  /** With ids, so that a person can settle the messages of a process that ends now. */
  #say(level: 'warn' | 'error', outcomes: AttemptOutcome[], error: unknown, text: string): void {
    const answers = outcomes.map(({ message, result }) => ({
      messageId: message.id,
      attempt: message.attemptNumber,
      outcome: result.outcome,
      reason: 'reason' in result ? result.reason : undefined,
      providerMessageId: 'providerMessageId' in result ? result.providerMessageId : undefined,
    }))
    this.logger[level]({ err: error, messages: answers.length, answers }, text)
  }
}

/** The operator's ids of the accepted messages. */
function idsOf(outcomes: AttemptOutcome[]): string[] {
  return outcomes.flatMap(({ result }) =>
    result.outcome === 'accepted' ? (result.providerMessageId ?? []) : []
  )
}
