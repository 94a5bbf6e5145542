import { inject } from '@adonisjs/core'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { findOtherKeys } from '#consents/find_other_keys'
import { HashKeyMissing } from '#consents/hash_key_missing'
import { PhoneHash } from '#consents/phone_hash'

/**
 * Whether this process has the keys of all refusals of erased people. Found once, it holds: no
 * process without these keys starts.
 */
@inject()
export class KnownKeys {
  #areKnown = false

  constructor(private readonly hash: PhoneHash) {}

  /** @throws HashKeyMissing */
  async ensure(client: QueryClientContract): Promise<void> {
    if (this.#areKnown) return
    const others = await findOtherKeys(client, this.hash.fingerprints)
    if (others.length > 0) throw new HashKeyMissing(others)
    this.#areKnown = true
  }
}
