import { findOtherKeys } from '#consents/find_other_keys'
import { HashKeyMissing } from '#consents/hash_key_missing'
import type { HealthCheck } from '#monitoring/health/health_check'
import { query } from '#storage/sql'

/** Whether the refusals of erased people can be recognised, and which earlier keys are needed for it. */
export const keysCheck: HealthCheck = {
  key: 'keys:state',
  name: 'keys',
  async run({ client, hash }) {
    const others = await findOtherKeys(client, hash.fingerprints)
    if (others.length > 0) {
      const { message } = new HashKeyMissing(others)
      return { status: 'fail', observedValue: 'missing', observedUnit: 'state', output: message }
    }
    const found = { status: 'pass', observedUnit: 'state' } as const
    for (const fingerprint of hash.fingerprints.slice(1)) {
      const [used] = await query(
        client,
        'SELECT key_fingerprint FROM erased_opt_outs WHERE key_fingerprint = :fingerprint LIMIT 1',
        { fingerprint }
      )
      if (used)
        return {
          ...found,
          observedValue: 'earlier',
          output:
            'Every refusal of an erased person can be recognised; an earlier key is still needed for some (CONSENT_HASH_KEY, APP_KEY_PREVIOUS)',
        }
    }
    const output = 'Every refusal of an erased person can be recognised, with the present key alone'
    return { ...found, observedValue: 'present', output }
  },
}
