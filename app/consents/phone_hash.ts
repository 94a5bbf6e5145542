import { createHmac, hkdfSync } from 'node:crypto'

const KEY_BYTES = 32
const PURPOSE = 'rappel: what stays of an erased person'
const FINGERPRINT_DIGITS = 16

interface Secrets {
  /** CONSENT_HASH_KEY: the present key, then earlier ones. */
  own: string[] | undefined
  appKey: string
  /** APP_KEY_PREVIOUS. */
  earlierAppKeys?: string[]
}

/**
 * HMAC-SHA-256 of numbers that must not be stored. A plain hash could be reversed by trying all
 * numbers, because there are few. The key is derived (HKDF-SHA-256, RFC 5869) from
 * CONSENT_HASH_KEY, or from APP_KEY if that is empty.
 *
 * Existing hashes are not recognised under another key, so each is stored with the fingerprint of
 * its key (ensureKeysOfHashes). Old keys are named beside the new one: CONSENT_HASH_KEY as
 * "new,old", APP_KEY in APP_KEY_PREVIOUS.
 */
export class PhoneHash {
  readonly #keys: Buffer[]
  /** Of the keys, in their order: 16 hexadecimal digits, from which no key can be found. */
  readonly fingerprints: readonly string[]

  /** The first secret is used for writing; all of them are recognised. */
  constructor(secrets: [string, ...string[]]) {
    this.#keys = [...new Set(secrets)].map((secret) =>
      Buffer.from(hkdfSync('sha256', secret, '', PURPOSE, KEY_BYTES))
    )
    this.fingerprints = this.#keys.map((key) =>
      hash(key, 'fingerprint', '').slice(0, FINGERPRINT_DIGITS)
    )
  }

  static withKeys({ own, appKey, earlierAppKeys = [] }: Secrets): PhoneHash {
    const [first = appKey, ...earlier] = own ?? []
    return new PhoneHash([first, ...earlier, appKey, ...earlierAppKeys])
  }

  /** Of the key that is used for writing. */
  get fingerprint(): string {
    return this.fingerprints[0]
  }

  /** Returns 64 hexadecimal digits for a number in E.164. */
  of(phoneNumber: string): string {
    return this.labelled('phone', phoneNumber)
  }

  /**
   * Maps each hash that a number may be stored under, with the current or an earlier key, to the
   * number.
   */
  phonesByHash(phoneNumbers: string[]): Map<string, string> {
    return new Map(
      phoneNumbers.flatMap((phone) => this.#keys.map((key) => [hash(key, 'phone', phone), phone]))
    )
  }

  /**
   * A hash of other data, for example a patient's reference; the label separates equal texts of
   * different kinds.
   */
  labelled(label: string, text: string): string {
    return hash(this.#keys[0], label, text)
  }
}

function hash(key: Buffer, label: string, text: string): string {
  return createHmac('sha256', key).update(`${label}\0${text}`).digest('hex')
}
