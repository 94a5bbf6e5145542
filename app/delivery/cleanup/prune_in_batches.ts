import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { query, type Bindings } from '#storage/sql'

export interface PruneControl {
  dryRun: boolean
  /** Rows deleted in one statement, each a transaction of its own. */
  batchSize: number
  /** Ends it between two batches. */
  signal?: AbortSignal
  /** After each batch, with the rows of it. */
  onDeleted?: (rows: number) => void
}

export interface Pruning {
  table: 'sms_webhook_logs' | 'inbound_messages' | 'gateway_balances'
  /** Which rows, as SQL. */
  condition: string
  bindings: Bindings
}

/** Deletes the rows of a table with an `id` that meet a condition; returns how many, or how many it would be. */
export async function pruneInBatches(
  client: QueryClientContract,
  { table, condition, bindings }: Pruning,
  { dryRun, batchSize, signal, onDeleted }: PruneControl
): Promise<number> {
  if (dryRun) {
    const [{ total }] = await query<{ total: number }>(
      client,
      `SELECT COUNT(*) AS total FROM ${table} WHERE ${condition}`,
      bindings
    )
    return total
  }
  for (let pruned = 0; ;) {
    if (signal?.aborted) return pruned
    const batch = await query(
      client,
      `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE ${condition} LIMIT :batch_size)
       AND ${condition} RETURNING id`,
      { ...bindings, batch_size: batchSize }
    )
    pruned += batch.length
    onDeleted?.(batch.length)
    if (batch.length < batchSize) return pruned
  }
}
