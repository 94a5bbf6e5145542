import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { dialectOf } from '#storage/dialect_of'
import { toSqlInstant } from '#storage/instants'
import { idList, query } from '#storage/sql'
import type { Position } from './position.js'

/** Bindings of `DELETABLE`. */
export interface PatientLimits {
  /** Changed before this instant of the database. */
  before: string
  /** Due and visited before this day. */
  day_before: string
}

export type OldPatient = Position & Pick<Rows['patients'], 'caregiver_phone'>

export function patientLimits(now: DateTime, days: number): PatientLimits {
  const limit = now.minus({ days })
  return { before: toSqlInstant(limit), day_before: limit.toUTC().toFormat('yyyy-MM-dd') }
}

/**
 * Nothing planned, open or recent: no dose due, given or changed within the retention time, and no
 * message left. A message that waits for a person keeps its patient.
 */
const DELETABLE = `p.updated_at < :before
  AND NOT EXISTS (
    SELECT 1 FROM immunizations i WHERE i.patient_id = p.id
      AND (i.due_on >= :day_before OR i.administered_on >= :day_before OR i.updated_at >= :before))
  AND NOT EXISTS (SELECT 1 FROM sms_messages m WHERE m.patient_id = p.id)`

export async function countOldPatients(
  client: QueryClientContract,
  limits: PatientLimits
): Promise<number> {
  const [{ patients }] = await query<{ patients: number }>(
    client,
    `SELECT COUNT(*) AS patients FROM patients p WHERE ${DELETABLE}`,
    { ...limits }
  )
  return patients
}

/** A page, longest unchanged first, along the index patients_by_age. */
export async function pageOfOldPatients(
  client: QueryClientContract,
  limits: PatientLimits,
  { position, limit }: { position: Position; limit: number }
): Promise<OldPatient[]> {
  return query(
    client,
    `SELECT p.updated_at AS at, p.id, p.caregiver_phone FROM patients p
     WHERE ${DELETABLE} AND (p.updated_at, p.id) > (:at, :id)
     ORDER BY p.updated_at, p.id LIMIT :limit`,
    { ...limits, ...position, limit }
  )
}

/**
 * Those of a page that are still deletable, locked until the transaction ends: nothing can refer to
 * them any more. Looks again after the lock, because a dose may have been added while it waited.
 */
export async function lockOldPatients(
  trx: QueryClientContract,
  limits: PatientLimits,
  page: OldPatient[]
): Promise<OldPatient[]> {
  const ids = JSON.stringify(page.map(({ id }) => id))
  const lock = dialectOf(trx).lock()
  await query(trx, `SELECT id FROM patients WHERE id IN (${idList(trx)}) ORDER BY id ${lock}`, {
    ids,
  })
  return query(
    trx,
    `SELECT p.updated_at AS at, p.id, p.caregiver_phone FROM patients p
     WHERE p.id IN (${idList(trx)}) AND ${DELETABLE}`,
    { ...limits, ids }
  )
}
