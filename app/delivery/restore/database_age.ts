import { type Logger } from '@adonisjs/core/logger'
import { type Database } from '@adonisjs/lucid/database'
import { DatabaseIsOlder, StateNotWritable } from '#delivery/restore/errors'
import { type HoldForReview } from '#delivery/restore/hold_for_review'
import { findMissing, readAge, type DatabaseAgeRow } from '#delivery/restore/read_age'
import type { SendingJournal } from '#delivery/restore/sending_journal'
import type { KnownMark } from '#delivery/restore/sending_marks'
import { sqliteFiles } from '#storage/sqlite_file'

/** Milliseconds between two comparisons while a process keeps sending. */
const COMPARE_EVERY_MS = 1_000

/**
 * Whether the database still has everything that was sent from this machine. Checked before
 * anything is claimed and again while sending continues; the commit to `sending` checks once more
 * in its own transaction (insertMark). One instance per process.
 */
export class DatabaseAge {
  #comparedAt = Number.NEGATIVE_INFINITY
  #comparing: Promise<void> | undefined
  #newest: KnownMark | undefined
  #identity: Promise<DatabaseAgeRow> | undefined

  constructor(
    readonly journal: SendingJournal,
    private readonly db: Database,
    private readonly hold: HoldForReview,
    private readonly logger: Logger
  ) {}

  /** The newest mark that the database is known to have. */
  get newest(): KnownMark | undefined {
    return this.#newest
  }

  /** Call after a confirmed commit. */
  saw(mark: KnownMark): void {
    if (!this.#newest || mark.id > this.#newest.id) this.#newest = mark
  }

  /** The next check asks the database instead of using the last result. */
  suspect(error: unknown): void {
    if (!(error instanceof DatabaseIsOlder)) return
    this.#comparedAt = Number.NEGATIVE_INFINITY
    this.#newest = undefined
  }

  async ofDatabase(): Promise<DatabaseAgeRow> {
    this.#identity ??= readAge(this.db.connection()).catch((error) => {
      this.#identity = undefined
      throw error
    })
    return this.#identity
  }

  /**
   * Compares, and pauses sending of everything if the database is older; readers of pauses then
   * find that pause. Returns why nothing may be sent from this machine, if so.
   *
   * @throws DatabaseReplaced when the SQLite file was replaced
   */
  async reasonToHold(): Promise<string | undefined> {
    sqliteFiles.ensureSame()
    try {
      await this.journal.ensureWritable()
      await this.#compareNowAndThen()
      return undefined
    } catch (error) {
      if (!(error instanceof StateNotWritable)) throw error
      return error.message
    }
  }

  /** For a preview: the reason in words. */
  async wouldHold(): Promise<string | undefined> {
    const { tail, missing } = await this.look()
    return missing.length > 0 || tail.unreadable
      ? 'this database lacks messages that were sent: a sweep will pause sending for review, "node ace sms:restore-review"'
      : undefined
  }

  /** What is in the journal and missing in the database; changes nothing. */
  async look() {
    const tail = await this.journal.tail()
    const age = await readAge(this.db.connection())
    return { tail, age, ...(await findMissing(this.db.connection(), age, tail.marks)) }
  }

  async #compareNowAndThen(): Promise<void> {
    if (this.journal.folder === null) return
    if (performance.now() - this.#comparedAt < COMPARE_EVERY_MS) return
    this.#comparing ??= this.#compare().finally(() => (this.#comparing = undefined))
    await this.#comparing
  }

  async #compare(): Promise<void> {
    const { tail, age, missing, known } = await this.look()
    this.#identity = Promise.resolve(age)
    if (missing.length > 0 || tail.unreadable) {
      await this.hold.run(this.journal, age, tail.unreadable)
      this.#newest = undefined
      return
    }
    if (tail.empty) await this.#startJournal(age)
    for (const [token, id] of known) this.saw({ token, id })
    this.#comparedAt = performance.now()
  }

  /** The first start, a new machine, or a folder that did not outlive its container. */
  async #startJournal({ newestMark, fingerprint, until }: DatabaseAgeRow): Promise<void> {
    await this.journal.startAfter({ id: newestMark ?? 0, database: fingerprint })
    if (newestMark === null) return
    this.logger.warn(
      { folder: this.journal.folder, databaseUntil: until },
      'no journal of sent messages here: whether this database was restored from a backup cannot be detected (RAPPEL_STATE_DIR)'
    )
  }
}
