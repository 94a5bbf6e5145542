import type { SmsSchedulerService } from '#services/sms_scheduler_service'
import type { SlotReport, SlotWork } from '#timetable/run_due_slot'
import type { Job } from '#timetable/timetable'

type Work = (service: SmsSchedulerService, signal: AbortSignal) => Promise<SlotReport>

/** What each job of the timetable does, and what of it is kept in `scheduler_runs`. */
const WORK: Record<Job, Work> = {
  async statistics(service) {
    return { complete: true, stats: { recorded: await service.recordDailyStatistics() } }
  },

  /** Ends with a sweep: what is planned late in the day, after an outage for example, does not wait for the next one. */
  async generation(service, signal) {
    const reminders = await service.scheduleDailyReminders({ signal })
    const sweep = await service.processPendingMessages({ signal })
    return {
      complete: reminders.complete && sweep.outcome !== 'stopped',
      stats: { reminders, sweep },
    }
  },

  async overdue(service, signal) {
    const { reminders, sweep } = await service.processOverdueReminders({ signal })
    return {
      complete: reminders.complete && sweep.outcome !== 'stopped',
      stats: { reminders, sweep },
    }
  },

  async sweep(service, signal) {
    const sweep = await service.processPendingMessages({ signal })
    return { complete: sweep.outcome !== 'stopped', stats: sweep }
  },

  async cleanup(service, signal) {
    const summary = await service.cleanupOldMessages({ signal })
    return { complete: summary.complete, stats: summary }
  },

  async balance(service, signal) {
    const polled = await service.pollBalances({ signal })
    return { complete: true, stats: { accounts: polled.map(({ balance, ...found }) => found) } }
  },

  async health(service) {
    const { status } = await service.reportHealth()
    return { complete: true, stats: { status } }
  },
}

export function slotWork(service: SmsSchedulerService, job: Job): SlotWork {
  return (signal) => WORK[job](service, signal)
}
