import { inject } from '@adonisjs/core'
import type { TokenRequest } from '#access/issue_token'
import { RunningWork } from '#services/running_work'

/** The API tokens of programs. */
@inject()
export class TokenService {
  constructor(private readonly work: RunningWork) {}

  list() {
    return this.work.perform(
      () => import('#access/list_tokens').then(({ ListTokens }) => ListTokens),
      (tokens) => tokens.run()
    )
  }

  /** The token itself is returned once, and stored nowhere. */
  issue(request: TokenRequest) {
    return this.work.perform(
      () => import('#access/issue_token').then(({ IssueToken }) => IssueToken),
      (issue) => issue.run(request)
    )
  }

  revoke(request: { which: string; actor: string }) {
    return this.work.perform(
      () => import('#access/revoke_tokens').then(({ RevokeTokens }) => RevokeTokens),
      (tokens) => tokens.run(request)
    )
  }
}
