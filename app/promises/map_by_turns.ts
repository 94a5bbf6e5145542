import { setImmediate as othersServed } from 'node:timers/promises'

/** Milliseconds for which a long piece of work may keep the process from everything else. */
const TURN_MS = 15

/**
 * Maps a long list as `map` does, and lets the process serve others between turns of `TURN_MS`.
 * What `transform` throws ends it.
 */
export async function mapByTurns<Item, Result>(
  items: readonly Item[],
  transform: (item: Item, index: number) => Result
): Promise<Result[]> {
  const results: Result[] = []
  let endMs = performance.now() + TURN_MS
  for (const [index, item] of items.entries()) {
    if (performance.now() >= endMs) {
      await othersServed()
      endMs = performance.now() + TURN_MS
    }
    results.push(transform(item, index))
  }
  return results
}
