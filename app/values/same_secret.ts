import { createHash, timingSafeEqual } from 'node:crypto'
import type { Secret } from '@adonisjs/core/helpers'

/** Digests have one length, so the comparison takes the same time for any input. */
export function isSameSecret(given: string, expected: Secret<string>): boolean {
  return timingSafeEqual(digestOf(given), digestOf(expected.release()))
}

/** Compares all of them, whichever matches. */
export function isOneOf(given: string, expected: readonly Secret<string>[]): boolean {
  return expected.map((secret) => isSameSecret(given, secret)).includes(true)
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
