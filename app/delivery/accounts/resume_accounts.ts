import { inject } from '@adonisjs/core'
import { SendingAccounts } from '#delivery/accounts/sending_accounts'

export interface ResumeRequest {
  /** Who resumes: `cli:name`, `user:id`, `token:id`. */
  actor: string
  reason?: string
}

export interface ResumeResult {
  /**
   * The accounts that may send again, and since when they were stopped, in ISO 8601. Empty if
   * none was stopped and nothing changed.
   */
  accounts: { account: string; since: string | null }[]
}

/** Resumes stopped accounts once a person reports the fault as fixed, and records who did. */
@inject()
export class ResumeAccounts {
  constructor(private readonly accounts: SendingAccounts) {}

  async run({ actor, reason }: ResumeRequest): Promise<ResumeResult> {
    const resumed: ResumeResult['accounts'] = []
    for (const { name, state } of this.accounts.all) {
      const before = await state.resume(actor, reason)
      if (before) resumed.push({ account: name, since: before.since })
    }
    return { accounts: resumed }
  }
}
