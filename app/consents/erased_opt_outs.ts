import { inject } from '@adonisjs/core'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { KnownKeys } from '#consents/known_keys'
import { PhoneHash } from '#consents/phone_hash'
import type { Insertion } from '#storage/dialects/dialect'
import { toSqlInstant } from '#storage/instants'
import { query, rowsOf, textList } from '#storage/sql'
import { deleteRows, insertRows } from '#storage/write_rows'

/** What was deleted, and how many refusals stay as a hash. */
export interface KeptOptOuts {
  consents: number
  history: number
  optOuts: number
}

interface DeletedConsent {
  phone_number: string
  status: string
  source: string
  opted_out_at: string
}

/**
 * A refusal outlives the person's data as a keyed hash of the number. A number has its consent or
 * its hash, never both (RestoreErasedOptOuts), so that an earlier no is not held against a later
 * yes.
 */
@inject()
export class ErasedOptOuts {
  constructor(
    private readonly clock: Clock,
    private readonly hash: PhoneHash,
    private readonly keys: KnownKeys
  ) {}

  /**
   * Deletes consent and history of these numbers (E.164) in the transaction of the erasure. The
   * deleted rows decide what is kept, so a STOP that arrived just before is not lost.
   */
  async keep(trx: TransactionClientContract, phoneNumbers: string[]): Promise<KeptOptOuts> {
    const phones = JSON.stringify(phoneNumbers)
    const ofThese = `phone_number IN (${textList(trx, 'phones')})`
    const consents = await deleteRows<DeletedConsent>(
      trx,
      {
        from: 'sms_consents',
        where: ofThese,
        returning: 'phone_number, status, source, updated_at AS opted_out_at',
      },
      { phones }
    )
    const history = await deleteRows(
      trx,
      { from: 'sms_consent_events', where: ofThese, returning: 'id' },
      { phones }
    )
    const refused = consents.filter(({ status }) => status === 'opted_out')
    await this.#writeHashes(trx, refused)
    return { consents: consents.length, history: history.length, optOuts: refused.length }
  }

  /**
   * Which of these numbers (E.164) had opted out before they were erased. Changes nothing.
   *
   * @throws HashKeyMissing
   */
  async among(client: QueryClientContract, phoneNumbers: string[]): Promise<Set<string>> {
    if (phoneNumbers.length === 0) return new Set()
    await this.keys.ensure(client)
    const phoneByHash = this.hash.phonesByHash(phoneNumbers)
    const found = await query<Pick<Rows['erased_opt_outs'], 'phone_hash'>>(
      client,
      `SELECT phone_hash FROM erased_opt_outs WHERE phone_hash IN (${textList(client, 'hashes')})`,
      { hashes: JSON.stringify([...phoneByHash.keys()]) }
    )
    return new Set(found.map(({ phone_hash: hash }) => phoneByHash.get(hash)!))
  }

  async #writeHashes(trx: TransactionClientContract, refused: DeletedConsent[]): Promise<void> {
    if (refused.length === 0) return
    const erasedAt = toSqlInstant(this.clock.now())
    const rows = refused.map(({ phone_number: phone, source, opted_out_at: optedOutAt }) => ({
      phone_hash: this.hash.of(phone),
      key_fingerprint: this.hash.fingerprint,
      source,
      opted_out_at: optedOutAt,
      erased_at: erasedAt,
    }))
    await insertRows(trx, hashes(trx), { rows: JSON.stringify(rows) })
  }
}

const COLUMNS = {
  phone_hash: 'text',
  key_fingerprint: 'text',
  source: 'text',
  opted_out_at: 'instant',
  erased_at: 'instant',
} as const

const NAMES = Object.keys(COLUMNS).join(', ')

const hashes = (trx: TransactionClientContract): Insertion => ({
  into: 'erased_opt_outs',
  columns: NAMES,
  rows: `SELECT ${NAMES} FROM ${rowsOf(trx, 'r', COLUMNS)} WHERE true`,
  onConflict: { key: 'phone_hash' },
})
