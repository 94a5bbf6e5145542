import { randomBytes } from 'node:crypto'
import { nowMs } from '#emulator/now_ms'

export type TokenState = 'good' | 'missing' | 'invalid' | 'expired'

/** The issued tokens, and which of them are still valid. Several may be valid at once. */
export class AccessTokens {
  issued = 0

  readonly #goodUntilMs = new Map<string, number>()

  constructor(readonly seconds: number) {}

  issue(): string {
    const token = randomBytes(48).toString('base64url')
    this.#goodUntilMs.set(token, nowMs() + this.seconds * 1000)
    this.issued++
    return token
  }

  stateOf(authorization: string | undefined): TokenState {
    const token = bearer(authorization)
    if (token === undefined) return 'missing'
    const goodUntilMs = this.#goodUntilMs.get(token)
    if (goodUntilMs === undefined) return 'invalid'
    return nowMs() < goodUntilMs ? 'good' : 'expired'
  }

  expire(authorization: string | undefined): void {
    const token = bearer(authorization)
    if (token && this.#goodUntilMs.has(token)) this.#goodUntilMs.set(token, -Infinity)
  }

  expireAll(): void {
    for (const token of this.#goodUntilMs.keys()) this.#goodUntilMs.set(token, -Infinity)
  }
}

function bearer(authorization: string | undefined): string | undefined {
  return authorization?.startsWith('Bearer ') ? authorization.slice(7) : undefined
}
