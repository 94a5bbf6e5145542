import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { ShortTurns } from '#storage/short_turns'
import { query, type Bindings } from '#storage/sql'
import { deleteRows } from '#storage/write_rows'

export interface PruneControl {
  dryRun: boolean
  /** The most rows deleted in one transaction. */
  batchSize: number
  /** Stops it between two batches. */
  signal?: AbortSignal
  /** Called after each batch with its number of rows. */
  onDeleted?: (rows: number) => void
}

export interface Pruning {
  table: 'sms_webhook_logs' | 'inbound_messages' | 'gateway_balances' | 'outgoing_events'
  /** The rows to delete, as SQL. */
  condition: string
  bindings: Bindings
}

/**
 * Deletes the rows of a table with an `id` that meet a condition; returns how many, or how many it
 * would be.
 */
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
  const turns = new ShortTurns(client, batchSize)
  for (let pruned = 0; ;) {
    if (signal?.aborted) return pruned
    const { size } = turns
    const deleteBatch = (trx: QueryClientContract) =>
      deleteRows(
        trx,
        {
          from: table,
          where: `id IN (SELECT id FROM ${table} WHERE ${condition} LIMIT :batch_size)
            AND ${condition}`,
          returning: 'id',
        },
        { ...bindings, batch_size: size }
      )
    const batch = await turns.take(deleteBatch, { rows: (deleted) => deleted.length })
    pruned += batch.length
    onDeleted?.(batch.length)
    if (batch.length < size) return pruned
  }
}
