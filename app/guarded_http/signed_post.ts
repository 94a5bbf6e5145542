import type { Secret } from '@adonisjs/core/helpers'
import type { Clock } from '#app/clock'
import { GuardedHttp, type CallResult, type GuardedHttpOptions } from './guarded_http.js'
import { signBody } from './sign_body.js'

export interface SignedPostOptions extends Pick<
  GuardedHttpOptions,
  'timeoutMs' | 'largestAnswerBytes' | 'connections' | 'resolve'
> {
  url: string
  allowedAddresses: GuardedHttpOptions['allowed']
  /** Without any, nothing is signed. */
  secrets: readonly Secret<string>[]
  clock: Clock
}

/** Posts JSON of ours to a URL that a person entered, signed so that the receiver can verify it. */
export class SignedPost {
  readonly #http: GuardedHttp

  constructor(private readonly options: SignedPostOptions) {
    const { allowedAddresses: allowed, timeoutMs, largestAnswerBytes } = options
    const { connections, resolve } = options
    this.#http = new GuardedHttp({ allowed, timeoutMs, largestAnswerBytes, connections, resolve })
  }

  /** `headers` say what it is. Never rejects. */
  post(body: string, headers: Record<string, string>): Promise<CallResult> {
    const { url, secrets, clock } = this.options
    const seconds = Math.floor(clock.nowMs() / 1_000)
    return this.#http.post({
      url,
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'rappel',
        ...headers,
        ...(secrets.length > 0 && signBody(body, seconds, secrets)),
      },
    })
  }

  close(): void {
    this.#http.close()
  }
}
