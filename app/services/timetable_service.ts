import { inject } from '@adonisjs/core'
import { AlertService } from '#services/alert_service'
import { AuditService } from '#services/audit_service'
import { BatchService } from '#services/batch_service'
import { EventsService } from '#services/events_service'
import { ImportService } from '#services/import_service'
import { InboundService } from '#services/inbound_service'
import { MetricsService } from '#services/metrics_service'
import { RunningWork } from '#services/running_work'
import { SendingService } from '#services/sending_service'
import { SLOT_WORK } from '#services/slot_work'
import type { RunOutcome } from '#timetable/slot_run'
import { JOBS, type TimetableJob } from '#timetable/timetable'

/** Milliseconds of a call for events; those that are left wait for the next one. */
const EVENTS_WITHIN_MS = 20_000

/** Runs the jobs of the timetable, and a scheduler's work of each minute. */
@inject()
export class TimetableService {
  constructor(
    private readonly work: RunningWork,
    private readonly sending: SendingService,
    private readonly inbound: InboundService,
    private readonly audit: AuditService,
    private readonly batches: BatchService,
    private readonly imports: ImportService,
    private readonly events: EventsService,
    private readonly alerts: AlertService,
    private readonly metrics: MetricsService
  ) {}

  /** Runs the slot of one job if it is due and has not run. */
  runDueSlot(job: TimetableJob) {
    return this.work.perform(
      () => import('#timetable/run_due_slot').then(({ RunDueSlot }) => RunDueSlot),
      (slots, signal) => slots.run(job, SLOT_WORK[job], signal)
    )
  }

  /** All due slots, one job after the other: for an external cron instead of `scheduler:run`. */
  async runDueSlots() {
    const outcomes: Partial<Record<TimetableJob, RunOutcome>> = {}
    for (const job of JOBS) {
      const outcome = await this.runDueSlot(job)
      if (outcome) outcomes[job] = outcome
    }
    return outcomes
  }

  /** The jobs with their last and next runs. */
  listJobs() {
    return this.work.perform(
      () => import('#timetable/list_jobs').then(({ ListJobs }) => ListJobs),
      (jobs) => jobs.run()
    )
  }

  /** Records that the scheduler of this process is alive. */
  beat() {
    return this.work.perform(
      () => import('#timetable/heartbeat').then(({ Heartbeat }) => Heartbeat),
      (heartbeat) => heartbeat.beat('scheduler')
    )
  }

  /**
   * The work of each minute that `scheduler:run` does beside its slots; also for an external cron.
   */
  async doMinutely() {
    const ends = await Promise.allSettled([
      this.beat(),
      this.sending.reapLostMessages(),
      this.inbound.applyWebhooks(),
      this.inbound.markUnconfirmed(),
      this.audit.seal(),
      this.batches.workOff(),
      this.imports.workOff(),
      this.events.deliver({ withinMs: EVENTS_WITHIN_MS }),
      this.alerts.watch(),
      this.alerts.deliver(),
      this.metrics.export(),
    ])
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }
}
