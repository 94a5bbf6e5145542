import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { query, type Bindings } from '#storage/sql'

/**
 * Counts messages, but no further than to `atMost`: a check needs to know that a
 * threshold is passed, not by how many millions. The condition is to name its
 * states literally, so that a partial index answers it.
 */
export async function countMessages(
  client: QueryClientContract,
  condition: string,
  { atMost, ...bindings }: Bindings & { atMost: number }
): Promise<number> {
  const [row] = await query<{ count: number }>(
    client,
    `SELECT COUNT(*) AS count FROM (SELECT 1 AS one FROM sms_messages WHERE ${condition} LIMIT :at_most) AS some`,
    { ...bindings, at_most: atMost }
  )
  return row.count
}

/** `more than 2000` where counting was given up. */
export function inWords(count: number, atMost: number): string {
  return count >= atMost ? `more than ${atMost - 1}` : String(count)
}
