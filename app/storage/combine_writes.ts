import type { DialectContract } from '@adonisjs/lucid/types/database'
import { isPostgres } from '#storage/dialect_of'

/**
 * Merges concurrent writes of several lanes: jobs that arrive during a write are collected and go
 * together in one transaction. A commit costs the same for one batch as for four. PostgreSQL runs
 * two at once in two of its processes (`npm run bench:engine`: half as much again); SQLite has one
 * writer anyway.
 */
export class CombinedWrites<Job, Result> {
  readonly #waiting: {
    job: Job
    resolve: (result: Result) => void
    reject: (error: unknown) => void
  }[] = []
  #writing = 0

  /**
   * `write` returns one result per job, in order; if it throws, all its jobs fail. `atOnce`: the
   * number of parallel writes.
   */
  constructor(
    private readonly write: (jobs: Job[]) => Promise<Result[]>,
    private readonly atOnce = 1
  ) {}

  async submit(job: Job): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject })
      if (this.#writing < this.atOnce) this.#writeAll().catch(reject)
    })
  }

  async #writeAll(): Promise<void> {
    this.#writing += 1
    while (this.#waiting.length > 0) {
      const together = this.#waiting.splice(0)
      try {
        const results = await this.write(together.map(({ job }) => job))
        together.forEach(({ resolve }, index) => resolve(results[index]))
      } catch (error) {
        together.forEach(({ reject }) => reject(error))
      }
    }
    this.#writing -= 1
  }
}

/** How many combined writes run well at once on this database. */
export function writesAtOnce(client: { dialect: DialectContract }): number {
  return isPostgres(client) ? 2 : 1
}
