import { inject } from '@adonisjs/core'
import app from '@adonisjs/core/services/app'
import type { SweepOptions, SweepResult } from '#delivery/process_due_messages'
import { RunningWork } from '#services/running_work'

/**
 * The face of the engine: what cron entries, commands and endpoints call. Holds
 * no logic of its own. Whatever takes long goes through `RunningWork`, so that a
 * process which is told to end finishes it first.
 */
@inject()
export class SmsSchedulerService {
  constructor(private readonly work: RunningWork) {}

  /** One sweep: sends what is due. */
  async processPendingMessages(options: SweepOptions = {}): Promise<SweepResult> {
    const { ProcessDueMessages } = await import('#delivery/process_due_messages')
    const sweep = await app.container.make(ProcessDueMessages)
    return this.work.run((signal) => sweep.run({ signal, ...options }))
  }
}
