export interface PruneSummary {
  dryRun: boolean
  /** Whether everything is done; otherwise the next run does the rest. */
  complete: boolean
  /** ISO 8601: messages whose last move was before this. */
  before: string
  /** Deleted, or would be. */
  messages: number
  /** Old rows of `scheduler_runs` and `workers`, likewise. */
  schedulerRuns: number
  workers: number
  /** Cap counters of past days. */
  sendingCounts: number
  /** Marks of commits to `sending` that are too old for comparison. */
  sendingMarks: number
  /** Old records of sends before a restore. */
  restoredSends: number
  /** Webhook calls, replies, balances. */
  webhookLogs: number
  inboundMessages: number
  balances: number
  /** Events for other programs that did not arrive. */
  outgoingEvents: number
  /** Imports whose rejected rows are gone, and uploads. */
  importedFiles: number
  uploads: number
  /** Patients past their own retention time, and the refusals that stay of them as hashes. */
  patients: number
  optOutsKept: number
  /** Schedules that are over, and the occurrences of schedules. */
  schedules: number
  scheduleOccurrences: number
  /** Batches that ended, and what tokens created on past days. */
  batches: number
  tokenCounts: number
  /** Sessions of people that are over, and failed attempts to sign in that no longer count. */
  sessions: number
  signInCounts: number
  /** What people were told of incidents, and those that are over. */
  alertNotices: number
  alertIncidents: number
  durationMs: number
}

export function nothingPruned(dryRun: boolean, before: string): PruneSummary {
  return {
    dryRun,
    complete: true,
    before,
    messages: 0,
    schedulerRuns: 0,
    workers: 0,
    sendingCounts: 0,
    sendingMarks: 0,
    restoredSends: 0,
    webhookLogs: 0,
    inboundMessages: 0,
    balances: 0,
    outgoingEvents: 0,
    importedFiles: 0,
    uploads: 0,
    patients: 0,
    optOutsKept: 0,
    schedules: 0,
    scheduleOccurrences: 0,
    batches: 0,
    tokenCounts: 0,
    sessions: 0,
    signInCounts: 0,
    alertNotices: 0,
    alertIncidents: 0,
    durationMs: 0,
  }
}
