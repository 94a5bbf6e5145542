import { createHmac, hkdfSync } from 'node:crypto'

const KEY_BYTES = 32
const PURPOSE = 'rappel: what stays of an erased person'

/**
 * HMAC-SHA-256 of numbers that must not be stored: there are so few of them that
 * a hash without a key could be turned back by trying them all. The key is derived
 * (HKDF-SHA-256, RFC 5869) from CONSENT_HASH_KEY, or from APP_KEY where that is empty.
 *
 * With another key nobody recognises the hashes that are there. Whoever changes
 * APP_KEY sets CONSENT_HASH_KEY to the one before; whoever changes
 * CONSENT_HASH_KEY keeps the one before as the second: "new,old". Where it was
 * empty that is APP_KEY, which is recognised anyway.
 */
export class PhoneHash {
  readonly #keys: Buffer[]

  /** The first secret writes, all of them are recognised. */
  constructor(secrets: [string, ...string[]]) {
    this.#keys = secrets.map((secret) =>
      Buffer.from(hkdfSync('sha256', secret, '', PURPOSE, KEY_BYTES))
    )
  }

  static withKeys(own: string[] | undefined, appKey: string): PhoneHash {
    const [first = appKey, ...earlier] = own ?? []
    return new PhoneHash([first, ...earlier, appKey])
  }

  /** 64 hexadecimal digits for a number in E.164. */
  of(phoneNumber: string): string {
    return this.labelled('phone', phoneNumber)
  }

  /** The numbers by what each may have been written as, with this key or an earlier one. */
  phonesByHash(phoneNumbers: string[]): Map<string, string> {
    return new Map(
      phoneNumbers.flatMap((phone) => this.#keys.map((key) => [hash(key, 'phone', phone), phone]))
    )
  }

  /** Of something else, for example a patient's reference: the label keeps equal texts of two kinds apart. */
  labelled(label: string, text: string): string {
    return hash(this.#keys[0], label, text)
  }
}

function hash(key: Buffer, label: string, text: string): string {
  return createHmac('sha256', key).update(`${label}\0${text}`).digest('hex')
}
