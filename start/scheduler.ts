/*
|--------------------------------------------------------------------------
| The timetable
|--------------------------------------------------------------------------
|
| Run by "node ace scheduler:run". The entries only tick: every minute, and at
| once when the scheduler starts, each asks whether its job has a slot that is
| due and that nobody has run. So a tick that comes late loses nothing, what was
| missed is caught up, and any number of schedulers do each slot once
| (docs/adr/0004). The times are edited in config/sms_scheduler.ts.
|
*/

import app from '@adonisjs/core/services/app'
import scheduler from 'adonisjs-scheduler/services/main'
import type { SmsSchedulerService } from '#services/sms_scheduler_service'

/** Says that this scheduler is alive. */
everyMinute((service) => service.beat())

/** Messages whose worker was lost become `unknown`; unknown ones what `unknown` in the settings says. */
everyMinute((service) => service.reapLostMessages())

/** Receipts and replies that the web server could not apply itself, or that waited for their message. */
everyMinute((service) => service.applyWebhooks())

/** Messages without a receipt for `receipts.unconfirmedAfterHours`. */
everyMinute((service) => service.markUnconfirmed())

/** Every SMS_PROCESSING_INTERVAL_MINUTES (5): sends what is due. */
everyMinute((service) => service.runDueSlot('sweep'))

/** timetable.generationAt (06:00): plans the reminders of the days to come, and sends what is due. */
everyMinute((service) => service.runDueSlot('generation'))

/** timetable.cleanupAt (06:00): deletes what is older than its retention time. */
everyMinute((service) => service.runDueSlot('cleanup'))

/** timetable.overdueAt (14:00): plans overdue reminders and sends what is due. */
everyMinute((service) => service.runDueSlot('overdue'))

/** Every SMS_HEALTH_CHECK_INTERVAL_MINUTES (30): writes the health report to the log. */
everyMinute((service) => service.runDueSlot('health'))

/** Every balance.pollMinutes (60): asks the operators what is left of the bundles. */
everyMinute((service) => service.runDueSlot('balance'))

/** timetable.statisticsAt (00:00): keeps yesterday's counts. */
everyMinute((service) => service.runDueSlot('statistics'))

/** Fires the schedules that are due, just after each second; the tick only sees to it that this goes on. */
tick(
  () => import('#services/schedule_service').then((module) => module.ScheduleService),
  (service) => service.keepFiring()
)

function everyMinute(work: (service: SmsSchedulerService) => Promise<unknown>): void {
  tick(
    () => import('#services/sms_scheduler_service').then((module) => module.SmsSchedulerService),
    work
  )
}

/** Every command loads this file: what an entry needs is imported when it first ticks. */
function tick<Service>(
  load: () => Promise<new (...parts: any[]) => Service>,
  work: (service: Service) => Promise<unknown>
): void {
  scheduler
    .call(async () => {
      const service = await app.container.make(await load())
      /** A tick that comes while the process ends would open the closed database again. */
      if (!app.isTerminating && !app.isTerminated) await work(service as Service)
    })
    .everyMinute()
    .immediate()
}
