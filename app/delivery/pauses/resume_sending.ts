import { inject } from '@adonisjs/core'
import { SendingAccounts } from '#delivery/accounts/sending_accounts'

export interface ResumeRequest {
  /** Who says so: `cli:name`, `user:id`, `token:id`. */
  actor: string
  reason?: string
}

export interface ResumeResult {
  /** The accounts that may send again, and since when they did not, in ISO 8601. Empty: none was stopped, nothing was changed. */
  accounts: { account: string; since: string | null }[]
}

/** A person says that the fault of the accounts is mended: sending goes on, and who said so is written down. */
@inject()
export class ResumeSending {
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
