import { inject } from '@adonisjs/core'
import type { SweepOptions } from '#delivery/sweep/process_due_messages'
import { onFirstUse } from '#services/on_first_use'
import { RunningWork } from '#services/running_work'

/** A sweep, after earlier ones of this process: two at once would only obstruct each other. */
@inject()
export class SweepInTurn {
  constructor(private readonly work: RunningWork) {}

  run(options: SweepOptions) {
    const sweep = onFirstUse(
      () => import('#delivery/sweep/process_due_messages').then((part) => part.ProcessDueMessages),
      (process, signal) => process.run({ signal, ...options })
    )
    return this.work.inTurn('sweep', sweep)
  }
}
