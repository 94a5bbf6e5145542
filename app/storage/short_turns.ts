import { setTimeout as delay } from 'node:timers/promises'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'
import { transaction, type TransactionOptions } from '#storage/transaction'

/** Milliseconds for which one turn, or several short ones without a gap, should block other writers. */
const TURN_MS = 100

/**
 * The same limit after a gap in which nobody else wrote. Gaps cost time, and only the first writer
 * to arrive waits this long.
 */
const ALONE_MS = 300

/**
 * Rows of the first turn, and the minimum of any: below, the cost of the transaction itself
 * dominates. On a machine with eight times its load, turns of 100 rows made an import take three to
 * four times as long.
 */
const FEWEST_ROWS = 300

/**
 * Milliseconds of the gap on SQLite: a process that waits for the write lock asks every 10 ms
 * (`SQLITE_PATIENCE`), and is woken late on a busy machine.
 */
const SHORTEST_GAP_MS = 15

/** Opens the transaction of a turn: `transaction`, or a wrapper of it. */
export type Transact = <Result>(
  client: QueryClientContract,
  work: (trx: TransactionClientContract) => Promise<Result>,
  options: TransactionOptions
) => Promise<Result>

export interface Turn<Result> {
  /** Rows of this turn, if not `size`: known in advance, or derived from the result of the work. */
  rows?: number | ((result: Result) => number)
  transact?: Transact
}

/**
 * Bulk writes that leave room for urgent ones, such as a caregiver's SMS or an operator's call.
 * Each turn is a transaction with as many rows as fit into `TURN_MS`, as measured. SQLite has one
 * writer and no queue: a writer that starts again at once keeps all others out. So there is a gap
 * before turns have blocked others for more than `TURN_MS` in all, or `ALONE_MS` if nobody else
 * wrote in the last gap. If others did, the next gap is as long as the turns before it. Not for
 * rows that must be stored together.
 */
export class ShortTurns {
  #size: number
  #gapMs = 0
  /** Milliseconds since the last gap for which others were blocked. */
  #heldMs = 0
  /** Milliseconds for which others may be blocked before the next gap. */
  #mostMs = TURN_MS
  /** Whether another connection wrote during the last gap. */
  #othersWrote = false
  #endedAt = 0
  #version: number | undefined

  /**
   * `most`: the most rows in a turn, however fast they are. `first`: rows of the first turn; keep
   * it small for writes into tables that may be empty, which PostgreSQL plans badly until counted.
   */
  constructor(
    private readonly client: QueryClientContract,
    private readonly most: number,
    first = FEWEST_ROWS
  ) {
    this.#size = Math.min(most, first)
  }

  /** How many rows the next turn should have. */
  get size(): number {
    return this.#size
  }

  async take<Result>(
    work: (trx: TransactionClientContract) => Promise<Result>,
    { rows = this.#size, transact = transaction }: Turn<Result> = {}
  ): Promise<Result> {
    if (this.#gapMs > 0) await this.#leaveGap()
    let heldMs = 0
    const result = await transact(this.client, work, {
      readsFirst: true,
      onReleased: (ms) => (heldMs = ms),
    })
    this.#adapt(typeof rows === 'number' ? rows : rows(result), heldMs)
    if (!isPostgres(this.client)) await this.#planGap(heldMs)
    return result
  }

  /** The next turn will take about as long as this one. */
  async #planGap(heldMs: number): Promise<void> {
    this.#heldMs += heldMs
    if (this.#heldMs + heldMs <= this.#mostMs) return
    this.#gapMs = Math.max(SHORTEST_GAP_MS, this.#othersWrote ? this.#heldMs : 0)
    this.#endedAt = performance.now()
    this.#version = await this.#versionOfOthers()
  }

  async #leaveGap(): Promise<void> {
    const leftMs = this.#gapMs - (performance.now() - this.#endedAt)
    if (leftMs > 0) await delay(leftMs)
    this.#othersWrote = (await this.#versionOfOthers()) !== this.#version
    this.#mostMs = this.#othersWrote ? TURN_MS : ALONE_MS
    this.#gapMs = 0
    this.#heldMs = 0
  }

  /** A turn with few rows says little about the cost of more. */
  #adapt(rows: number, heldMs: number): void {
    if (rows === 0) return
    const fitting = Math.floor((rows * TURN_MS) / Math.max(heldMs, 1))
    if (rows < this.#size / 2 && fitting > rows) return
    const next = Math.min(Math.max(fitting, this.#size / 4), this.#size * 2)
    this.#size = Math.max(Math.min(Math.floor(next), this.most), Math.min(FEWEST_ROWS, this.most))
  }

  /** SQLite's counter of commits by other connections. */
  async #versionOfOthers(): Promise<number> {
    const [{ data_version: version }] = await query<{ data_version: number }>(
      this.client,
      'PRAGMA data_version'
    )
    return version
  }
}
