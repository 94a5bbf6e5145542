import type { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import type { When } from '#timetable/due_slot'

export interface TimetableJob {
  /** The `job` of its rows in `scheduler_runs`. */
  name: string
  when: When
  run: () => Promise<unknown>
  /** Jobs of one group do not run side by side in one process. Its own name unless told otherwise. */
  group?: string
}

/** What the timetable asks for; the services answer it. */
export interface TimetableWork {
  scheduleDailyReminders(): Promise<unknown>
  processOverdueReminders(): Promise<unknown>
  processPendingMessages(): Promise<unknown>
  cleanupOldMessages(): Promise<unknown>
  forgetOldRuns(): Promise<unknown>
  recordDailyStatistics(): Promise<unknown>
  reportHealth(): Promise<unknown>
}

/**
 * What runs when, in the order in which jobs due at the same instant run:
 * reminders are planned before the sweep, so that a morning that is caught up
 * sends at once. All times are in `config.timezone`.
 */
export function timetable(config: SmsSchedulerConfig, work: TimetableWork): TimetableJob[] {
  const { generationAt, overdueAt, cleanupAt, statisticsAt } = config.timetable
  const sweep = { everyMinutes: config.processing.intervalMinutes }
  const report = { everyMinutes: config.monitoring.healthCheckIntervalMinutes }

  return [
    { name: 'generation', when: { at: generationAt }, run: () => work.scheduleDailyReminders() },
    {
      name: 'overdue',
      when: { at: overdueAt },
      run: () => work.processOverdueReminders(),
      group: 'sending',
    },
    { name: 'sweep', when: sweep, run: () => work.processPendingMessages(), group: 'sending' },
    { name: 'statistics', when: { at: statisticsAt }, run: () => work.recordDailyStatistics() },
    { name: 'cleanup', when: { at: cleanupAt }, run: () => work.cleanupOldMessages() },
    { name: 'history', when: { at: cleanupAt }, run: () => work.forgetOldRuns() },
    { name: 'health', when: report, run: () => work.reportHealth() },
  ]
}
