import { randomBytes } from 'node:crypto'
import type { Answer } from '#emulator/reactions'

/** The tokens that were given out, and which of them are still good. */
export class Tokens {
  readonly #goodUntil = new Map<string, number>()
  issued = 0

  constructor(
    private readonly credentials: { clientId: string; clientSecret: string },
    private readonly seconds: number,
    private readonly now: () => number
  ) {}

  /** `POST /oauth/v3/token`, with the bodies that were recorded from Orange. */
  answer(authorization: string | undefined, body: string): Answer {
    const [scheme, encoded] = (authorization ?? '').split(' ')
    const pair = Buffer.from(encoded ?? '', 'base64').toString()
    if (scheme !== 'Basic' || !pair.includes(':')) {
      return unauthorized('Unable to decode Basic authorization.')
    }
    if (pair !== `${this.credentials.clientId}:${this.credentials.clientSecret}`) {
      return unauthorized(
        'The requested service needs credentials, but the ones provided were invalid.'
      )
    }
    if (new URLSearchParams(body).get('grant_type') !== 'client_credentials') {
      return {
        status: 400,
        body: {
          error: 'unsupported_grant_type',
          error_description: 'grant_type must be client_credentials',
        },
      }
    }
    const token = `emulated-${randomBytes(12).toString('hex')}`
    this.#goodUntil.set(token, this.now() + this.seconds * 1000)
    this.issued += 1
    return {
      status: 200,
      body: { token_type: 'Bearer', access_token: token, expires_in: this.seconds },
    }
  }

  judge(authorization: string | undefined): 'good' | 'missing' | 'invalid' | 'expired' {
    const token = tokenOf(authorization)
    if (!token) return 'missing'
    const until = this.#goodUntil.get(token)
    if (until === undefined) return 'invalid'
    return until > this.now() ? 'good' : 'expired'
  }

  expire(authorization: string | undefined): void {
    const token = tokenOf(authorization)
    if (token && this.#goodUntil.has(token)) this.#goodUntil.set(token, 0)
  }
}

function tokenOf(authorization: string | undefined): string | undefined {
  return /^Bearer (.+)$/.exec(authorization ?? '')?.[1]
}

function unauthorized(description: string): Answer {
  return {
    status: 401,
    headers: { 'www-authenticate': 'Basic realm="Authorization Required"' },
    body: { error: 'invalid_client', error_description: description },
  }
}
