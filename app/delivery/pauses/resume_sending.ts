import { inject } from '@adonisjs/core'
import { ActivePauses } from '#delivery/pauses/active_pauses'
import { EndPauses, type EndPauseRequest } from '#delivery/pauses/end_pauses'
import type { Pause } from '#delivery/pauses/pause'
import type { PauseTarget } from '#delivery/pauses/pause_target'
import { ResumeAccounts } from '#delivery/accounts/resume_accounts'

export interface ResumeSendingResult extends PauseTarget {
  /** False if nothing was paused and nothing changed. */
  resumed: boolean
  /** The pause that was ended. */
  pause: Pause | null
  /** Messages that it held back and that are now due again. */
  dueAgain: number
  /** Stopped accounts that may send again, and since when they were stopped, in ISO 8601. */
  accounts: { account: string; since: string | null }[]
  /**
   * Set if a restored database waits for review. Resuming does not end the review, and nothing
   * is sent before it ends.
   */
  review: Pause | null
}

/**
 * A person resumes sending: of one facility or type, whose pause ends, or of everything, which
 * also restarts accounts stopped by a fault.
 */
@inject()
export class ResumeSending {
  constructor(
    private readonly pauses: ActivePauses,
    private readonly endPauses: EndPauses,
    private readonly resumeAccounts: ResumeAccounts
  ) {}

  /** Throws `UnusablePause` if there is no such facility or type. */
  async run(request: EndPauseRequest): Promise<ResumeSendingResult> {
    const { scope, subject } = request
    const ended = await this.endPauses.run(request)
    const isAnother = request.since !== undefined && !ended
    const { accounts } =
      scope === 'everything' && !isAnother
        ? await this.resumeAccounts.run(request)
        : { accounts: [] }
    const left = await this.pauses.ofEverything()
    return {
      scope,
      subject,
      resumed: ended !== undefined || accounts.length > 0,
      pause: ended?.pause ?? null,
      dueAgain: ended?.dueAgain ?? 0,
      accounts,
      review: left?.scope === 'restore_review' ? left : null,
    }
  }
}
