import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { query } from '#storage/sql'

type Key = Pick<Rows['erased_opt_outs'], 'key_fingerprint'>

/**
 * Fingerprints of keys that refusals were hashed with, other than these. Looks between one known
 * fingerprint and the next in the index, so it costs the same however many refusals there are.
 */
export async function findOtherKeys(
  client: QueryClientContract,
  known: readonly string[]
): Promise<string[]> {
  const ends = [...known].sort()
  const gaps = [...ends.keys(), ends.length].map((place) => [
    place > 0 && 'key_fingerprint > :after',
    place < ends.length && 'key_fingerprint < :before',
  ])
  const found = await Promise.all(
    gaps.map((conditions, place) =>
      query<Key>(
        client,
        `SELECT key_fingerprint FROM erased_opt_outs WHERE ${conditions.filter(Boolean).join(' AND ') || 'true'} ORDER BY key_fingerprint LIMIT 1`,
        { after: ends[place - 1] ?? '', before: ends[place] ?? '' }
      )
    )
  )
  return found.flat().map(({ key_fingerprint: fingerprint }) => fingerprint)
}
