import type { OutcomeRow } from '#monitoring/outcomes/read_outcomes'
import { whatBecameOf, type Miss } from '#monitoring/outcomes/what_became'

/** What a group has in common; `everything` is the group of all messages. */
export type Dimension = 'type' | 'facility' | 'account' | 'everything'

export interface OutcomeGroup {
  dimension: Dimension
  value: string
  /** Messages that should have gone out. */
  total: number
  missed: number
  /** The missed ones, by how and why. */
  causes: Map<string, { miss: Miss; reason: string | null; messages: number }>
}

/** The groups of all messages that should have gone out, by `dimension:value`. */
export function groupOutcomes(
  rows: OutcomeRow[],
  receiptsAreUsual: (account: string | null) => boolean
): Map<string, OutcomeGroup> {
  const groups = new Map<string, OutcomeGroup>()
  for (const row of rows) {
    const fate = whatBecameOf(row, receiptsAreUsual(row.account))
    if (fate === 'nothing') continue
    for (const [dimension, value] of membershipsOf(row)) {
      const key = `${dimension}:${value}`
      const group = groups.get(key) ?? { dimension, value, total: 0, missed: 0, causes: new Map() }
      groups.set(key, group)
      group.total += row.messages
      if (fate !== 'reached') addMissed(group, fate, row)
    }
  }
  return groups
}

function membershipsOf({ message_type: type, facility, account }: OutcomeRow) {
  const all: [Dimension, string | null][] = [
    ['type', type],
    ['facility', facility],
    ['account', account],
    ['everything', ''],
  ]
  return all.filter((each): each is [Dimension, string] => each[1] !== null)
}

function addMissed(group: OutcomeGroup, miss: Miss, { reason, messages }: OutcomeRow): void {
  group.missed += messages
  const key = `${miss}:${reason}`
  const cause = group.causes.get(key) ?? { miss, reason, messages: 0 }
  cause.messages += messages
  group.causes.set(key, cause)
}
