/**
 * Merges what several lanes have to write at the same time: while one write is
 * under way the next jobs gather, and go together in one transaction. A commit
 * costs the same for one batch as for four.
 */
export class CombinedWrites<Job, Result> {
  readonly #waiting: {
    job: Job
    resolve: (result: Result) => void
    reject: (error: unknown) => void
  }[] = []
  #writing = false

  /** `write` answers one result a job, in their order; if it throws, all of its jobs fail. */
  constructor(private readonly write: (jobs: Job[]) => Promise<Result[]>) {}

  async submit(job: Job): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject })
      if (!this.#writing) void this.#writeAll()
    })
  }

  async #writeAll(): Promise<void> {
    this.#writing = true
    while (this.#waiting.length > 0) {
      const together = this.#waiting.splice(0)
      try {
        const results = await this.write(together.map(({ job }) => job))
        together.forEach(({ resolve }, index) => resolve(results[index]))
      } catch (error) {
        together.forEach(({ reject }) => reject(error))
      }
    }
    this.#writing = false
  }
}
