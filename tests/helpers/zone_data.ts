import db from '@adonisjs/lucid/services/db'
import { ZONE_DATA } from '#values/zone_data'

/**
 * Casablanca keeps UTC since 20 September 2026; data before 2026c says UTC+1 for later days, too.
 */
export const OLDER = '2025b'
export const NEWER = '9999z'

/** Until now, processes with this version have planned. */
export async function plannedBy(version: string): Promise<void> {
  await db.from('zone_data_versions').delete()
  await db
    .table('zone_data_versions')
    .insert({ version, first_seen_at: '2026-01-01 00:00:00', asked: 0, done: 0 })
}

/** As it is in a new database. */
export const plannedByOurs = () => plannedBy(ZONE_DATA)
