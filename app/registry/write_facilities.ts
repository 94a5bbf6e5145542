import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { PatientRow } from '#registry/registered_row'
import { query, rowsOf } from '#storage/sql'
import { insertRows, updateRows } from '#storage/write_rows'

export interface FacilityDefaults {
  timezone: string
  language: string
}

interface FacilityRecord {
  id: number
  code: string
  timezone: string
}

export interface WrittenFacilities {
  idByCode: Map<string, number>
  /** Existing facilities that now have another zone. */
  rezoned: { id: number; code: string }[]
}

/** Creates new facilities, and changes the zone of those that have another one in the file. */
export async function writeFacilities(
  trx: QueryClientContract,
  rows: PatientRow[],
  now: string,
  defaults: FacilityDefaults
): Promise<WrittenFacilities> {
  const zoneByCode = new Map<string, string | null>()
  for (const { facility, timezone } of rows)
    zoneByCode.set(facility, timezone ?? zoneByCode.get(facility) ?? null)
  const codes = [...zoneByCode.keys()].sort()

  let known = await findFacilities(trx, codes)
  const rezoned = known.filter(({ code, timezone }) => {
    const wanted = zoneByCode.get(code)
    return wanted && wanted !== timezone
  })
  if (known.length < codes.length) {
    const knownCodes = new Set(known.map(({ code }) => code))
    const missing = codes.filter((code) => !knownCodes.has(code))
    await insertFacilities(
      trx,
      missing.map((code) => ({
        code,
        timezone: zoneByCode.get(code) ?? defaults.timezone,
        language: defaults.language,
        now,
      }))
    )
    known = await findFacilities(trx, codes)
  }
  if (rezoned.length > 0) {
    await updateZones(
      trx,
      rezoned.map(({ id, code }) => ({ id, timezone: zoneByCode.get(code)!, now }))
    )
  }
  return { idByCode: new Map(known.map(({ id, code }) => [code, id])), rezoned }
}

async function findFacilities(trx: QueryClientContract, codes: string[]) {
  return query<FacilityRecord>(
    trx,
    `SELECT f.id, f.code, f.timezone FROM ${rowsOf(trx, 'r', { code: 'text' })} JOIN facilities AS f ON f.code = r.code`,
    { rows: JSON.stringify(codes.map((code) => ({ code }))) }
  )
}

/** Another import may create the same facility at the same time: the first one wins. */
async function insertFacilities(trx: QueryClientContract, facilities: object[]) {
  const source = rowsOf(trx, 'r', {
    code: 'text',
    timezone: 'text',
    language: 'text',
    now: 'instant',
  })
  await insertRows(
    trx,
    {
      into: 'facilities',
      columns: 'code, name, timezone, language, created_at, updated_at',
      rows: `SELECT code, code, timezone, language, now, now FROM ${source} WHERE 1 = 1`,
      onConflict: { key: 'code' },
    },
    { rows: JSON.stringify(facilities) }
  )
}

async function updateZones(trx: QueryClientContract, facilities: object[]) {
  await updateRows(
    trx,
    {
      table: 'facilities',
      as: 'f',
      set: 'timezone = r.timezone, updated_at = r.now',
      from: rowsOf(trx, 'r', { id: 'integer', timezone: 'text', now: 'instant' }),
      on: 'f.id = r.id',
    },
    { rows: JSON.stringify(facilities) }
  )
}
