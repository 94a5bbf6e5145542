/**
 * The messages of this process in `sending`: committed, with no outcome recorded yet. One instance
 * per process, for the report when it is cut off.
 */
export class MessagesInFlight {
  readonly #ids = new Set<number>()

  get ids(): number[] {
    return [...this.#ids]
  }

  async during<Result>(messages: { id: number }[], work: () => Promise<Result>): Promise<Result> {
    for (const { id } of messages) this.#ids.add(id)
    try {
      return await work()
    } finally {
      for (const { id } of messages) this.#ids.delete(id)
    }
  }
}
