import { inject } from '@adonisjs/core'
import { ActivePauses } from '#delivery/pauses/active_pauses'
import { PausableSubjects } from '#delivery/pauses/pausable_subjects'
import type { Pause } from '#delivery/pauses/pause'
import type { PauseTarget } from '#delivery/pauses/pause_target'
import { PreviewSweep } from './preview_sweep.js'
import type { SweepStatistics } from './sweep_statistics.js'

export interface ResumePreview extends PauseTarget {
  /** The pause that would end; null if there is none. */
  pause: Pause | null
  /** Set if everything is paused as well: nothing leaves before that ends. */
  everything: Pause | null
  /** What the first sweep afterwards would do with these messages. */
  statistics: SweepStatistics
}

export interface PreviewLimits {
  /** Messages after which the counting stops. */
  limit?: number
  signal?: AbortSignal
}

/** The effect of ending a pause, by the real gate without that pause. Changes nothing. */
@inject()
export class PreviewResume {
  constructor(
    private readonly subjects: PausableSubjects,
    private readonly pauses: ActivePauses,
    private readonly preview: PreviewSweep
  ) {}

  /** Throws `UnusablePause` if there is no such facility or type. */
  async run(target: PauseTarget, options: PreviewLimits = {}): Promise<ResumePreview> {
    const { scope, subject } = target
    const inForce = await this.pauses.load()
    const pause = inForce.find(target)
    if (!pause) await this.subjects.ensureExists(target)

    const left = inForce.without(target)
    const statistics = await this.preview.run({ ...options, pauses: left, of: target })
    return { scope, subject, pause: pause ?? null, everything: left.everything ?? null, statistics }
  }
}
