import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { PatientRow } from '#imports/patient_row'
import { query, rowsOf } from '#storage/sql'

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
  /** Facilities that were there and now have another zone. */
  rezoned: { id: number; code: string }[]
}

/** Makes the facilities that are new and moves those whose zone the file says is another. */
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

/** Another import may make the same facility at the same time: the first one stands. */
async function insertFacilities(trx: QueryClientContract, facilities: object[]) {
  const source = rowsOf(trx, 'r', {
    code: 'text',
    timezone: 'text',
    language: 'text',
    now: 'instant',
  })
  await query(
    trx,
    `INSERT INTO facilities (code, name, timezone, language, created_at, updated_at)
     SELECT code, code, timezone, language, now, now FROM ${source} WHERE 1 = 1
     ON CONFLICT (code) DO NOTHING`,
    { rows: JSON.stringify(facilities) }
  )
}

async function updateZones(trx: QueryClientContract, facilities: object[]) {
  const source = rowsOf(trx, 'r', { id: 'integer', timezone: 'text', now: 'instant' })
  await query(
    trx,
    `UPDATE facilities AS f SET timezone = r.timezone, updated_at = r.now FROM ${source} WHERE f.id = r.id`,
    { rows: JSON.stringify(facilities) }
  )
}
