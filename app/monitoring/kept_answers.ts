interface Kept<Answer> {
  answer: Promise<Answer>
  until: number
}

/**
 * The answers of a process, each kept for a moment: anybody may ask, and an answer costs dozens of
 * queries. Requests that come while one is made wait for it.
 */
export class KeptAnswers<Answer> {
  readonly #kept = new Map<string, Kept<Answer>>()

  /** Milliseconds that only go forwards. */
  constructor(private readonly now = () => performance.now()) {}

  /** `name` tells answers to different questions apart; kept for this long once it is made. */
  async get(name: string, ms: number, make: () => Promise<Answer>): Promise<Answer> {
    const kept = this.#kept.get(name)
    if (kept && this.now() < kept.until) return kept.answer

    const fresh: Kept<Answer> = { answer: make(), until: Infinity }
    this.#kept.set(name, fresh)
    try {
      const answer = await fresh.answer
      fresh.until = this.now() + ms
      return answer
    } catch (error) {
      fresh.until = 0
      throw error
    }
  }
}
