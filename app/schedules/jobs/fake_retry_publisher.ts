import { AssertionError } from 'node:assert'
import { RetryPublisher, type DueRetry } from '#schedules/jobs/retry_publisher'

/** Publishes nothing and remembers everything: for tests. */
export class FakeRetryPublisher extends RetryPublisher {
  readonly published: DueRetry[] = []
  #failures: Error[] = []

  /** The next calls fail with these errors, in order; after that it publishes again. */
  failWith(...errors: Error[]): this {
    this.#failures.push(...errors)
    return this
  }

  async publish(retry: DueRetry, _occurrenceId: number): Promise<void> {
    const failure = this.#failures.shift()
    if (failure) throw failure
    this.published.push(retry)
  }

  assertPublished(matches: (retry: DueRetry) => boolean): void {
    if (this.published.some(matches)) return
    throw new AssertionError({
      message: `no retry that was published matches; ${this.published.length} were`,
      stackStartFn: this.assertPublished,
    })
  }

  assertPublishedCount(count: number): void {
    if (this.published.length === count) return
    throw new AssertionError({
      message: `${count} published retries were expected; ${this.published.length} were`,
      stackStartFn: this.assertPublishedCount,
    })
  }
}
