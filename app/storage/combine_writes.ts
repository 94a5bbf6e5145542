import type { DialectContract } from '@adonisjs/lucid/types/database'
import { isPostgres } from '#storage/sql'

/**
 * Merges what several lanes have to write at the same time: while writes are
 * under way the next jobs gather, and go together in one transaction. A commit
 * costs the same for one batch as for four. PostgreSQL does two at once on two
 * of its processes (`npm run bench:engine`: half as much again); SQLite has one
 * writer anyway.
 */
export class CombinedWrites<Job, Result> {
  readonly #waiting: {
    job: Job
    resolve: (result: Result) => void
    reject: (error: unknown) => void
  }[] = []
  #writing = 0

  /** `write` answers one result a job, in their order; if it throws, all of its jobs fail. `atOnce`: writes side by side. */
  constructor(
    private readonly write: (jobs: Job[]) => Promise<Result[]>,
    private readonly atOnce = 1
  ) {}

  async submit(job: Job): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject })
      if (this.#writing < this.atOnce) void this.#writeAll()
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

/** How many combined writes this database does well at the same time. */
export function writesAtOnce(client: { dialect: DialectContract }): number {
  return isPostgres(client) ? 2 : 1
}
