import { inject } from '@adonisjs/core'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { appendConsentEvents } from '#consents/append_consent_events'
import { KnownKeys } from '#consents/known_keys'
import { PhoneHash } from '#consents/phone_hash'
import { toSqlInstant } from '#storage/instants'
import { query, rowsOf, textList } from '#storage/sql'
import { deleteRows, insertRows } from '#storage/write_rows'

/**
 * A number that had opted out and was erased has come back: its refusal becomes a plain consent
 * with source `erased`, and the hash is deleted. Called before any other change of consent, and
 * when the gate meets the number.
 */
@inject()
export class RestoreErasedOptOuts {
  constructor(
    private readonly clock: Clock,
    private readonly hash: PhoneHash,
    private readonly keys: KnownKeys
  ) {}

  /**
   * Reads first: on SQLite, use a transaction that has the write lock. Returns for how many of
   * these numbers (E.164).
   *
   * @throws HashKeyMissing
   */
  async run(trx: QueryClientContract, phoneNumbers: string[], actor: string): Promise<number> {
    if (phoneNumbers.length === 0 || !(await areThereAny(trx))) return 0

    await this.keys.ensure(trx)
    const phoneByHash = this.hash.phonesByHash(phoneNumbers)
    const taken = await deleteRows<
      Pick<Rows['erased_opt_outs'], 'phone_hash' | 'source' | 'opted_out_at'>
    >(
      trx,
      {
        from: 'erased_opt_outs',
        where: `phone_hash IN (${textList(trx, 'hashes')})`,
        returning: 'phone_hash, source, opted_out_at',
      },
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

/** A consent recorded since the erasure takes precedence. */
async function insertMissing(trx: QueryClientContract, refusals: { phone_number: string }[]) {
  if (refusals.length === 0) return []
  const columns = {
    phone_number: 'text',
    evidence: 'text',
    recorded_by: 'text',
    now: 'instant',
  } as const
  return insertRows<{ phone_number: string; evidence: string }>(
    trx,
    {
      into: 'sms_consents',
      columns: 'phone_number, status, source, evidence, recorded_by, created_at, updated_at',
      rows: `
        SELECT phone_number, 'opted_out', 'erased', evidence, recorded_by, now, now
        FROM ${rowsOf(trx, 'r', columns)} WHERE true
        ORDER BY phone_number`,
      onConflict: { key: 'phone_number' },
      returning: 'phone_number, evidence',
    },
    { rows: JSON.stringify(refusals) }
  )
}
