import { inject } from '@adonisjs/core'
import { ActivePauses } from '#delivery/pauses/active_pauses'
import { PausableSubjects } from '#delivery/pauses/pausable_subjects'
import type { Pause, PauseTarget } from '#delivery/pauses/pause'
import { PreviewSweep } from '#delivery/sweep/preview_sweep'
import type { SweepStatistics } from '#delivery/sweep/sweep_statistics'

export interface ResumePreview extends PauseTarget {
  /** The pause that would end; empty where there is none. */
  pause: Pause | null
  /** Set where everything is paused too: then nothing leaves before that ends. */
  everything: Pause | null
  /** What the first sweep afterwards would do with the messages that are concerned. */
  statistics: SweepStatistics
}

/** What ending a pause would lead to, by the real gate, as if the pause were gone. Changes nothing. */
@inject()
export class PreviewResume {
  constructor(
    private readonly subjects: PausableSubjects,
    private readonly pauses: ActivePauses,
    private readonly preview: PreviewSweep
  ) {}

  /** Throws `UnusablePause` where there is no such facility or type. */
  async run(target: PauseTarget, signal?: AbortSignal): Promise<ResumePreview> {
    const { scope, subject } = target
    const inForce = await this.pauses.load()
    const pause = inForce.find(target)
    if (!pause) await this.subjects.ensureExists(target)

    const left = inForce.without(target)
    const statistics = await this.preview.run({ pauses: left, of: target, signal })
    return { scope, subject, pause: pause ?? null, everything: left.everything ?? null, statistics }
  }
}
