import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { query } from '#storage/sql'
import { insertRows, updateRows } from '#storage/write_rows'
import { ZONE_DATA } from '#values/zone_data'

export type ZoneDataVersion = Rows['zone_data_versions']

/** The newest zone data that any process has planned by; undefined in a database without a plan. */
export async function newestZoneData(
  client: QueryClientContract
): Promise<ZoneDataVersion | undefined> {
  const [newest] = await query<ZoneDataVersion>(
    client,
    'SELECT version, first_seen_at, asked, done FROM zone_data_versions ORDER BY version DESC LIMIT 1'
  )
  return newest
}

/** Whether another process has planned by newer zone data than this one has. */
export async function hasOlderZoneData(client: QueryClientContract): Promise<boolean> {
  const newest = await newestZoneData(client)
  return newest !== undefined && newest.version > ZONE_DATA
}

/** The zone data of this process is new here: what is planned has to be planned again. */
export async function introduceZoneData(client: QueryClientContract, now: string): Promise<void> {
  await insertRows(
    client,
    {
      into: 'zone_data_versions',
      columns: 'version, first_seen_at, asked, done',
      rows: 'VALUES (:version, :now, 1, 0)',
      onConflict: { key: 'version' },
    },
    { version: ZONE_DATA, now }
  )
}

/**
 * A process with older zone data has planned something: one with the newest plans it again. In the
 * transaction of the plan.
 */
export async function askToPlanAgain(client: QueryClientContract): Promise<void> {
  await updateRows(
    client,
    {
      table: 'zone_data_versions',
      set: 'asked = asked + 1',
      where: 'version > :ours AND version = (SELECT MAX(version) FROM zone_data_versions)',
    },
    { ours: ZONE_DATA }
  )
}

/** Everything asked for up to this number is planned by the zone data of this process. */
export async function plannedAgain(client: QueryClientContract, asked: number): Promise<void> {
  await updateRows(
    client,
    {
      table: 'zone_data_versions',
      set: 'done = :asked',
      where: 'version = :ours AND done < :asked',
    },
    { ours: ZONE_DATA, asked }
  )
}
