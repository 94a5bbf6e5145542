import { inject } from '@adonisjs/core'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'

/** What a schedule can be asked to do here. */
@inject()
export class ListJobs {
  constructor(
    private readonly handlers: JobHandlers,
    private readonly config: SmsSchedulerConfig
  ) {}

  async run(): Promise<{ names: string[]; commands: string[] }> {
    return { names: this.handlers.names, commands: this.config.schedules.allowedCommands }
  }
}
