import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { updateRows } from '#storage/write_rows'
import { isStorable } from '#values/storable_text'

export type NamedFacility = Pick<
  Rows['facilities'],
  'code' | 'name' | 'language' | 'short_name' | 'at_phrase'
>

export interface FacilityNames {
  code: string
  /** Undefined keeps what is stored, an empty text removes it. */
  shortName?: string
  atPhrase?: string
  /** `cli:name`, `user:id`, `token:id`. */
  actor: string
}

export class InvalidFacilityName extends Error {}

/** The characters that fit into the columns. */
const LONGEST = { shortName: 60, atPhrase: 100 }
const LONGEST_CODE = 100

/** How texts name a facility: a short name, and the name with its preposition. */
@inject()
export class NameFacility {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /**
   * The facility as it is now; null if there is none with this code.
   *
   * @throws InvalidFacilityName
   */
  async run({ code, actor, ...names }: FacilityNames): Promise<NamedFacility | null> {
    const shortName = checked('shortName', names.shortName)
    const atPhrase = checked('atPhrase', names.atPhrase)
    if (code.length > LONGEST_CODE) return null
    return transaction(this.db.connection(), async (trx) => {
      const now = toSqlInstant(this.clock.now())
      const changed = { short_name: shortName, at_phrase: atPhrase }
      const columns = Object.entries(changed).flatMap(([name, text]) =>
        text === undefined ? [] : [name]
      )
      const set = [...columns.map((column) => `${column} = :${column}`), 'updated_at = :now']
      if (columns.length > 0) {
        const given = Object.fromEntries(
          Object.entries(changed).filter(([, text]) => text !== undefined)
        )
        const parts = { table: 'facilities', as: 'f', set: set.join(', '), where: 'f.code = :code' }
        await updateRows(trx, parts, { ...given, code, now })
      }
      const [facility] = await query<NamedFacility>(
        trx,
        'SELECT f.code, f.name, f.language, f.short_name, f.at_phrase FROM facilities f WHERE f.code = :code',
        { code }
      )
      if (!facility) return null
      if (columns.length > 0) {
        const subject = `facility:${code}`
        const detail = { columns }
        await appendAuditEvent(trx, { at: now, actor, action: 'facility_named', subject, detail })
      }
      return facility
    })
  }
}

function checked(field: keyof typeof LONGEST, text: string | undefined): string | null | undefined {
  if (text === undefined) return undefined
  const value = text.normalize('NFC').trim().replace(/\s+/g, ' ')
  if (value.length > LONGEST[field])
    throw new InvalidFacilityName(`has ${value.length} characters, at most ${LONGEST[field]} fit`)
  if (!isStorable(value)) throw new InvalidFacilityName('has characters that cannot be stored')
  return value === '' ? null : value
}
