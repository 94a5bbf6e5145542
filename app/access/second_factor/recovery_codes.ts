import { createHash, randomBytes } from 'node:crypto'
import { Secret } from 'otpauth'

const HOW_MANY = 10

/** 80 random bits, in four groups of base 32: `ABCD-EFGH-IJKL-MNOP`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: HOW_MANY }, () => {
    const letters = new Secret({ buffer: Uint8Array.from(randomBytes(10)).buffer }).base32
    return letters.match(/.{4}/g)!.join('-')
  })
}

/** What is stored of a code. Case, spaces and dashes do not matter. */
export function hashOfRecoveryCode(code: string): string {
  const letters = code
    .slice(0, 64)
    .toUpperCase()
    .replaceAll(/[^A-Z2-7]/g, '')
  return createHash('sha256').update(letters).digest('hex')
}
