import { createHmac, hkdfSync } from 'node:crypto'

const KEY_BYTES = 32
const PURPOSE = 'rappel: what stays of an erased person'

/**
 * HMAC-SHA-256 of numbers that must not be stored. A plain hash could be reversed by trying all
 * numbers, because there are few. The key is derived (HKDF-SHA-256, RFC 5869) from
 * CONSENT_HASH_KEY, or from APP_KEY if that is empty.
 *
 * Existing hashes are not recognised under another key. When you change APP_KEY, set
 * CONSENT_HASH_KEY to the old APP_KEY. When you change CONSENT_HASH_KEY, keep the old value as the
 * second one: "new,old". If it was empty, the old value is APP_KEY, which is always recognised.
 */
export class PhoneHash {
  readonly #keys: Buffer[]

  /** The first secret is used for writing; all of them are recognised. */
  constructor(secrets: [string, ...string[]]) {
    this.#keys = secrets.map((secret) =>
      Buffer.from(hkdfSync('sha256', secret, '', PURPOSE, KEY_BYTES))
    )
  }

  static withKeys(own: string[] | undefined, appKey: string): PhoneHash {
    const [first = appKey, ...earlier] = own ?? []
    return new PhoneHash([first, ...earlier, appKey])
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
