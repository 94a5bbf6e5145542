/*
|--------------------------------------------------------------------------
| The timetable
|--------------------------------------------------------------------------
|
| Run by "node ace scheduler:run". The entries only tick: every minute, and at
| once when the scheduler starts, each checks whether its job has a due slot
| that has not run. So a late tick loses nothing, missed slots are
| caught up, and any number of schedulers run each slot once
| (docs/adr/0004). The times are edited in config/sms_scheduler.ts.
|
*/

import app from '@adonisjs/core/services/app'
import scheduler from 'adonisjs-scheduler/services/main'
import type { TimetableJob } from '#timetable/timetable'

/** Every command loads this file, so entries import what they need at their first tick. */
const alerts = () => import('#services/alert_service').then((part) => part.AlertService)
const audit = () => import('#services/audit_service').then((part) => part.AuditService)
const batches = () => import('#services/batch_service').then((part) => part.BatchService)
const events = () => import('#services/events_service').then((part) => part.EventsService)
const firing = () => import('#services/firing_service').then((part) => part.FiringService)
const imports = () => import('#services/import_service').then((part) => part.ImportService)
const inbound = () => import('#services/inbound_service').then((part) => part.InboundService)
const metrics = () => import('#services/metrics_service').then((part) => part.MetricsService)
const sending = () => import('#services/sending_service').then((part) => part.SendingService)
const timetable = () => import('#services/timetable_service').then((part) => part.TimetableService)

/** Records that this scheduler is alive. */
tick(timetable, (service) => service.beat())

/** Makes messages `unknown` whose worker was lost, and applies the policies of unknown messages. */
tick(sending, (service) => service.reapLostMessages())

/** Receipts and replies that the web server could not apply itself, or that waited for their message. */
tick(inbound, (service) => service.applyWebhooks())

/** Marks messages without a receipt for `receipts.unconfirmedAfterHours`. */
tick(inbound, (service) => service.markUnconfirmed())

/** Chains new events of the audit log. */
tick(audit, (service) => service.seal())

/** Goes on with batches whose process has ended. */
tick(batches, (service) => service.workOff())

/** Goes on with uploads whose process has ended. */
tick(imports, (service) => service.workOff())

/** Tells other programs what became of messages; the tick only ensures that this is running. */
tick(events, (service) => service.keepDelivering())

/** Asks health, and writes what people are told of it. */
tick(alerts, (service) => service.watch())

/** Sends alerts; a mail server that does not answer holds up nothing else. */
tick(alerts, (service) => service.deliver())

/** Posts metrics to a collector, if there is one; the tick only ensures that this is running. */
tick(metrics, (service) => service.keepExporting())

/** Every SMS_PROCESSING_INTERVAL_MINUTES (5): sends what is due. */
dueSlots('sweep')

/**
 * timetable.generationAt (06:00): plans the reminders of the coming days, and sends what is due.
 */
dueSlots('generation')

/** timetable.cleanupAt (06:00): deletes what is older than its retention time. */
dueSlots('cleanup')

/** timetable.overdueAt (14:00): plans overdue reminders and sends what is due. */
dueSlots('overdue')

/** Every SMS_HEALTH_CHECK_INTERVAL_MINUTES (30): writes the health report to the log. */
dueSlots('health')

/** Every balance.pollMinutes (60): asks the operators for the remaining units. */
dueSlots('balance')

/** timetable.digestAt (07:30): tells what was given up since the day before. */
dueSlots('digest')

/** timetable.statisticsAt (00:00): keeps yesterday's counts. */
dueSlots('statistics')

/** Fires due schedules just after each second; the tick only ensures that this is running. */
tick(firing, (service) => service.keepFiring())

function dueSlots(job: TimetableJob): void {
  tick(timetable, (service) => service.runDueSlot(job))
}

function tick<Service>(
  load: () => Promise<new (...parts: any[]) => Service>,
  work: (service: Service) => Promise<unknown>
): void {
  scheduler
    .call(async () => {
      const service = await app.container.make(await load())
      /** A tick while the process ends would open the closed database again. */
      if (!app.isTerminating && !app.isTerminated) await work(service as Service)
    })
    .everyMinute()
    .immediate()
}
