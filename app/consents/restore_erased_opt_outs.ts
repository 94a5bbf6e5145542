import { inject } from '@adonisjs/core'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { appendConsentEvents } from '#consents/append_consent_events'
import { PhoneHash } from '#consents/phone_hash'
import { toSqlInstant } from '#storage/instants'
import { query, rowsOf, textList } from '#storage/sql'

/**
 * A number that had said no and was erased is here again: its refusal becomes a
 * plain consent, source `erased`, and the hash goes. Asked for before any other
 * change of consent, and when the gate meets the number.
 */
@inject()
export class RestoreErasedOptOuts {
  constructor(
    private readonly clock: Clock,
    private readonly hash: PhoneHash
  ) {}

  /** Reads first: on SQLite for a transaction that has the write lock. Answers for how many of these numbers (E.164). */
  async run(trx: QueryClientContract, phoneNumbers: string[], actor: string): Promise<number> {
    if (phoneNumbers.length === 0 || !(await areThereAny(trx))) return 0

    const phoneByHash = this.hash.phonesByHash(phoneNumbers)
    const taken = await query<{ phone_hash: string; source: string; opted_out_at: string }>(
      trx,
      `DELETE FROM erased_opt_outs WHERE phone_hash IN (${textList(trx, 'hashes')})
       RETURNING phone_hash, source, opted_out_at`,
      { hashes: JSON.stringify([...phoneByHash.keys()]) }
    )
    const now = toSqlInstant(this.clock.now())
    const refusals = taken.map(({ phone_hash: hash, source, opted_out_at: since }) => ({
      phone_number: phoneByHash.get(hash)!,
      evidence: `opted out on ${since} (${source}), then erased`,
      recorded_by: actor,
      now,
    }))
    const written = await insertMissing(trx, refusals)
    await appendConsentEvents(
      trx,
      written.map(({ phone_number: phoneNumber, evidence }) => ({
        at: now,
        phoneNumber,
        from: null,
        to: 'opted_out',
        source: 'erased',
        evidence,
        actor,
      }))
    )
    return written.length
  }
}

async function areThereAny(trx: QueryClientContract): Promise<boolean> {
  const found = await query(trx, 'SELECT phone_hash FROM erased_opt_outs LIMIT 1')
  return found.length > 0
}

/** What was written down since the erasure stands. */
async function insertMissing(trx: QueryClientContract, refusals: { phone_number: string }[]) {
  if (refusals.length === 0) return []
  const columns = {
    phone_number: 'text',
    evidence: 'text',
    recorded_by: 'text',
    now: 'instant',
  } as const
  return query<{ phone_number: string; evidence: string }>(
    trx,
    `INSERT INTO sms_consents (phone_number, status, source, evidence, recorded_by, created_at, updated_at)
     SELECT phone_number, 'opted_out', 'erased', evidence, recorded_by, now, now
     FROM ${rowsOf(trx, 'r', columns)} WHERE true
     ORDER BY phone_number
     ON CONFLICT (phone_number) DO NOTHING
     RETURNING phone_number, evidence`,
    { rows: JSON.stringify(refusals) }
  )
}
