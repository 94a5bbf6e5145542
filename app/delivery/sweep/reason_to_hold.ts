import { inject } from '@adonisjs/core'
import { ActivePauses } from '#delivery/pauses/active_pauses'
import { reasonOf } from '#delivery/pauses/pause_in_words'
import { DatabaseAge } from '#delivery/restore/database_age'
import type { SweepEnd } from '#delivery/sweep/sweep_control'

/** Why nothing may be sent now; checked before anything is claimed and before each group. */
@inject()
export class ReasonToHold {
  constructor(
    private readonly age: DatabaseAge,
    private readonly pauses: ActivePauses
  ) {}

  /**
   * The age comes first: if the database is older, the check has paused sending before pauses are
   * read.
   */
  async now(): Promise<SweepEnd | undefined> {
    const pauseReason = await this.age.reasonToHold()
    if (pauseReason) return { outcome: 'paused', pauseReason, heldFor: 'state' }
    return this.#paused()
  }

  /** The same without writing anything. */
  async look(): Promise<SweepEnd | undefined> {
    const pauseReason = await this.age.wouldHold()
    if (pauseReason) return { outcome: 'paused', pauseReason, heldFor: 'review' }
    return this.#paused()
  }

  async #paused(): Promise<SweepEnd | undefined> {
    const pause = await this.pauses.ofEverything()
    if (!pause) return undefined
    const heldFor = pause.scope === 'restore_review' ? { heldFor: 'review' as const } : {}
    return { outcome: 'paused', pauseReason: reasonOf(pause), ...heldFor }
  }
}
