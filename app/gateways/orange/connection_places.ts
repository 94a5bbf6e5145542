/** Milliseconds without a refusal after which twice as many connections are tried again. */
const GROW_AFTER_MS = 60_000

/**
 * Limits how many exchanges may run at once. The others wait here, in order, before anything is
 * allocated for them: a thousand requests waiting for a connection would take memory, and a
 * connection that this machine cannot open would fail each of them.
 */
export class ConnectionPlaces {
  readonly #waiting = new Set<() => void>()
  #underWay = 0
  #limit: number
  #lastRefusalAt = 0

  constructor(private readonly most: number) {
    this.#limit = most
  }

  /** Returns false if the signal came first. */
  async take(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false
    if (this.#underWay < this.#limit) {
      this.#underWay += 1
      return true
    }
    return new Promise((resolve) => {
      const enter = () => {
        signal.removeEventListener('abort', giveUp)
        resolve(true)
      }
      const giveUp = () => {
        this.#waiting.delete(enter)
        resolve(false)
      }
      this.#waiting.add(enter)
      signal.addEventListener('abort', giveUp, { once: true })
    })
  }

  free(): void {
    this.#underWay -= 1
    this.#growAgain()
    for (const enter of this.#waiting) {
      if (this.#underWay >= this.#limit) return
      this.#waiting.delete(enter)
      this.#underWay += 1
      enter()
    }
  }

  /** This machine could not open another connection: from now on, one fewer than were tried. */
  refused(): void {
    this.#limit = Math.max(1, Math.min(this.#limit, this.#underWay) - 1)
    this.#lastRefusalAt = performance.now()
  }

  #growAgain(): void {
    if (this.#limit === this.most) return
    if (performance.now() - this.#lastRefusalAt < GROW_AFTER_MS) return
    this.#limit = Math.min(this.most, this.#limit * 2)
    this.#lastRefusalAt = performance.now()
  }
}
