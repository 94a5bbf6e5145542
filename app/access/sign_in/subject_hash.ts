import { createHmac, hkdfSync } from 'node:crypto'

const PURPOSE = 'rappel: who tries to sign in'

/**
 * Keyed hashes of addresses: what people type as an e-mail address may be a password, and is stored
 * nowhere.
 */
export class SubjectHash {
  readonly #key: Buffer

  constructor(appKey: string) {
    this.#key = Buffer.from(hkdfSync('sha256', appKey, '', PURPOSE, 32))
  }

  /** 64 hexadecimal digits. */
  of(...parts: string[]): string {
    return createHmac('sha256', this.#key).update(JSON.stringify(parts)).digest('hex')
  }
}
