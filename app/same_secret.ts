import { createHash, timingSafeEqual } from 'node:crypto'
import type { Secret } from '@adonisjs/core/helpers'

/** Digests have one length, so that the comparison takes the same time whatever was given. */
export function isSameSecret(given: string, expected: Secret<string>): boolean {
  return timingSafeEqual(digestOf(given), digestOf(expected.release()))
}

/** All are compared, whichever it is. */
export function isOneOf(given: string, expected: readonly Secret<string>[]): boolean {
  return expected.map((secret) => isSameSecret(given, secret)).includes(true)
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
