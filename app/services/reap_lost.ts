import { inject } from '@adonisjs/core'
import { TidyUp } from '#delivery/sweep/tidy_up'
import { BringForwardSchedules } from '#schedules/fire/bring_forward_schedules'

/**
 * A scheduler's housekeeping of each minute. Sweeps and workers do the part about messages
 * themselves.
 */
@inject()
export class ReapLost {
  constructor(
    private readonly tidyUp: TidyUp,
    private readonly schedules: BringForwardSchedules
  ) {}

  /** Returns how many messages had lost their worker. */
  async run(): Promise<number> {
    const lost = await this.tidyUp.run()
    await this.schedules.run()
    return lost
  }
}
