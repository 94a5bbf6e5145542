import { inject } from '@adonisjs/core'
import { EndPauses, type EndPauseRequest } from '#delivery/pauses/end_pauses'
import type { Pause, PauseTarget } from '#delivery/pauses/pause'
import { ResumeSending } from '#delivery/pauses/resume_sending'

export interface ResumeScopeResult extends PauseTarget {
  /** False when nothing of it was paused: then nothing was changed. */
  resumed: boolean
  /** The pause that was ended. */
  pause: Pause | null
  /** Messages that it held back and that are due again now. */
  dueAgain: number
  /** Accounts that were stopped and may send again, and since when they did not, in ISO 8601. */
  accounts: { account: string; since: string | null }[]
}

/**
 * A person says that sending goes on: of one facility or type, whose pause ends,
 * or of everything, which also starts the accounts that a fault had stopped.
 */
@inject()
export class ResumeScope {
  constructor(
    private readonly endPauses: EndPauses,
    private readonly resumeAccounts: ResumeSending
  ) {}

  /** Throws `UnusablePause` where there is no such facility or type. */
  async run(request: EndPauseRequest): Promise<ResumeScopeResult> {
    const { scope, subject } = request
    const ended = await this.endPauses.run(request)
    const { accounts } =
      scope === 'everything' ? await this.resumeAccounts.run(request) : { accounts: [] }
    return {
      scope,
      subject,
      resumed: ended !== undefined || accounts.length > 0,
      pause: ended?.pause ?? null,
      dueAgain: ended?.dueAgain ?? 0,
      accounts,
    }
  }
}
