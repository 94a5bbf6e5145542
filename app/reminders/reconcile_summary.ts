/** What a reconciliation did, or would do. */
export interface ReconcileSummary {
  /** Immunizations checked: open, and close enough to their due date. */
  immunizations: number
  /** New messages that will be sent. */
  planned: number
  /** New or open messages that will not be sent, with the reason on the row. */
  suppressed: number
  /** Open messages that lost their purpose. */
  cancelled: number
  /** Open messages with a new time, deadline, number or language. */
  rescheduled: number
  /** Closed messages that never left and are wanted again. */
  reopened: number
  durationMs: number
  /** False when it was told to stop; the next run does the rest. */
  complete: boolean
}

export function addTo(summary: ReconcileSummary, counts: Partial<ReconcileSummary>): void {
  for (const [name, count] of Object.entries(counts)) {
    if (typeof count === 'number') summary[name as 'planned'] += count
  }
}

export function emptySummary(): ReconcileSummary {
  return {
    immunizations: 0,
    planned: 0,
    suppressed: 0,
    cancelled: 0,
    rescheduled: 0,
    reopened: 0,
    durationMs: 0,
    complete: true,
  }
}
