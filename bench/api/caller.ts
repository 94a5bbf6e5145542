import type { ApplicationService } from '@adonisjs/core/types'
import { IssueToken } from '#access/issue_token'

/** Each may send 600 requests a minute. */
const TOKENS = 20

/** Calls the API of a server, with tokens that take turns. */
export class ApiCaller {
  #calls = 0

  private constructor(
    private readonly url: string,
    private readonly tokens: string[]
  ) {}

  static async of(app: ApplicationService, url: string): Promise<ApiCaller> {
    const issue = await app.container.make(IssueToken)
    const tokens: string[] = []
    for (let n = 0; n < TOKENS; n++) {
      const { token } = await issue.run({
        name: `bench ${n}`,
        abilities: ['patients:write', 'messages:read'],
        days: 1,
        actor: 'bench',
      })
      tokens.push(token.release())
    }
    return new ApiCaller(url, tokens)
  }

  async call(method: string, path: string, body?: object): Promise<void> {
    const token = this.tokens[this.#calls++ % TOKENS]
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { 'Authorization': `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 500)}`)
  }
}
