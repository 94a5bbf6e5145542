import string from '@adonisjs/core/helpers/string'
import type { Batch } from '#desk/batches/batch_row'

export function batchAsJson(batch: Batch) {
  return {
    id: batch.id,
    action: batch.action,
    status: batch.status,
    matched: batch.matched,
    done: batch.done,
    changed: batch.changed,
    refused: countsAsJson(batch.refused),
    created_by: batch.createdBy,
    stopped_by: batch.stoppedBy,
    error: batch.error,
    created_at: batch.createdAt,
    started_at: batch.startedAt,
    finished_at: batch.finishedAt,
  }
}

/** `pastDeadline` becomes `past_deadline`. */
export function countsAsJson(counts: object): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).map(([name, count]) => [string.snakeCase(name), count])
  )
}
