import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Counter } from './add_to_counters.js'
import { OTHER_TYPES } from './counted_types.js'
import { query } from '#storage/sql'

interface SumRow {
  counter: string
  message_type: string
  label: string
  amount: number
}

/** What all processes have counted. */
export class CounterSums {
  readonly #sums = new Map<string, number>()

  /** `types`: those told apart; all others are counted together. */
  constructor(rows: SumRow[], types: readonly string[]) {
    const toldApart = new Set(['', ...types])
    for (const { counter, message_type: type, label, amount } of rows) {
      const key = keyOf(counter, toldApart.has(type) ? type : OTHER_TYPES, label)
      this.#sums.set(key, (this.#sums.get(key) ?? 0) + Number(amount))
    }
  }

  /** 0 for what was never counted. */
  of(counter: Counter, { messageType = '', label = '' } = {}): number {
    return this.#sums.get(keyOf(counter, messageType, label)) ?? 0
  }
}

/** One statement: it sees rows before or after a merge, never in between. */
export async function readCounters(
  client: QueryClientContract,
  types: readonly string[]
): Promise<CounterSums> {
  const rows = await query<SumRow>(
    client,
    `SELECT counter, message_type, label, SUM(amount) AS amount FROM metric_counts
     GROUP BY counter, message_type, label`
  )
  return new CounterSums(rows, types)
}

function keyOf(...names: string[]): string {
  return JSON.stringify(names)
}
