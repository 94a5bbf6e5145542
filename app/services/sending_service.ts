import { inject } from '@adonisjs/core'
import type { PauseTarget } from '#delivery/pauses/pause_target'
import { inBackground } from '#promises/in_background'
import { onFirstUse } from '#services/on_first_use'
import { RunningWork } from '#services/running_work'

const loadTexts = () =>
  import('#services/name_missing_texts').then(({ NameMissingTexts }) => NameMissingTexts)

/** The worker, the messages of lost workers, and resuming after a pause or a restore. */
@inject()
export class SendingService {
  constructor(private readonly work: RunningWork) {}

  /** Sends messages as soon as they are due, until the process is told to end. */
  workContinuously(options: { concurrency?: number } = {}) {
    inBackground(
      () => this.work.perform(loadTexts, (texts) => texts.run()),
      () => {}
    )
    const worker = onFirstUse(
      () => import('#delivery/sweep/work_continuously').then((part) => part.WorkContinuously),
      (work, signal) => work.run({ ...options, signal })
    )
    return this.work.perform(
      () => import('#services/keep_beating').then(({ KeepBeating }) => KeepBeating),
      (heartbeat, signal) => heartbeat.during(() => worker(signal), options, signal),
      'worker'
    )
  }

  /**
   * Makes messages `unknown` whose worker was lost while sending, then applies the policies of
   * unknown messages. Returns how many were lost.
   */
  reapLostMessages() {
    return this.work.perform(
      () => import('#services/reap_lost').then(({ ReapLost }) => ReapLost),
      (reap) => reap.run()
    )
  }

  /** The effect of ending a pause; changes nothing. */
  previewResume(target: PauseTarget, options: { limit?: number } = {}) {
    return this.work.perform(
      () => import('#delivery/sweep/preview_resume').then(({ PreviewResume }) => PreviewResume),
      (preview, signal) => preview.run(target, { ...options, signal })
    )
  }

  /**
   * What a restored database would send, and which messages are doubtful; pauses if it must,
   * changes nothing else.
   */
  reviewRestore() {
    return this.work.perform(
      () => import('#delivery/restore/review_restore').then(({ ReviewRestore }) => ReviewRestore),
      (review, signal) => review.run(signal)
    )
  }

  /** Accepts a reviewed restore: doubtful messages are settled, and sending resumes. */
  acceptRestore(request: { actor: string }) {
    return this.work.perform(
      () => import('#delivery/restore/accept_restore').then(({ AcceptRestore }) => AcceptRestore),
      (accept) => accept.run(request)
    )
  }
}
