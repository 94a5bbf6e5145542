import { createHmac } from 'node:crypto'
import type { Secret } from '@adonisjs/core/helpers'

/** Hexadecimal digits of the id of a key. */
const KEY_ID_LENGTH = 8

/**
 * The signature headers of a body: `rappel-timestamp`, seconds since 1970, and `rappel-signature`,
 * `KEY=HEX` for each key, separated by commas. HEX is the HMAC-SHA256 of `TIMESTAMP.BODY`. With two
 * keys, a receiver that knows either can verify it.
 */
export function signBody(
  body: string,
  seconds: number,
  keys: readonly Secret<string>[]
): Record<'rappel-timestamp' | 'rappel-signature', string> {
  const signatures = keys.map((key) => {
    const secret = key.release()
    return `${keyId(secret)}=${hmac(secret, `${seconds}.${body}`)}`
  })
  return { 'rappel-timestamp': String(seconds), 'rappel-signature': signatures.join(',') }
}

/** Tells keys apart without telling them. */
export function keyId(secret: string): string {
  return hmac(secret, 'rappel-key-id').slice(0, KEY_ID_LENGTH)
}

function hmac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex')
}
