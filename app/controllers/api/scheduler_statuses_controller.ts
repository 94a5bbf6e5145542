import { inject } from '@adonisjs/core'
import { SmsSchedulerService } from '#services/sms_scheduler_service'

/** Whether sending is running. */
@inject()
export default class SchedulerStatusesController {
  constructor(private readonly scheduler: SmsSchedulerService) {}

  async show() {
    const status = await this.scheduler.getSchedulerStatus()
    return {
      running: status.running,
      paused: status.paused,
      pause_reason: status.pauseReason,
      processing_interval_minutes: status.processingIntervalMinutes,
      max_retries: status.maxRetries,
      last_run: status.lastRun,
      next_run: status.nextRun,
      pending: status.pending,
      due: status.due,
      workers: status.workers,
    }
  }
}
