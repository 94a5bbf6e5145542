import { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { insertRows } from '#storage/write_rows'
import type { Forecast } from './forecast.js'

/** There is one row. */
const ID = 1

/** Facilities that are kept, the busiest first. */
const FACILITIES_KEPT = 1_000

/** The newest forecast wins. */
export async function storeForecast(
  client: QueryClientContract,
  forecast: Forecast
): Promise<void> {
  const kept = { ...forecast, facilities: forecast.facilities.slice(0, FACILITIES_KEPT) }
  await insertRows(
    client,
    {
      into: 'forecasts',
      columns: 'id, made_at, forecast',
      rows: 'SELECT :id, :made_at, :forecast WHERE 1 = 1',
      onConflict: {
        key: 'id',
        set: 'made_at = excluded.made_at, forecast = excluded.forecast',
      },
    },
    {
      id: ID,
      made_at: toSqlInstant(DateTime.fromISO(forecast.madeAt)),
      forecast: JSON.stringify(kept),
    }
  )
}

/** Null before the first. */
export async function storedForecast(client: QueryClientContract): Promise<Forecast | null> {
  const [row] = await query<Pick<Rows['forecasts'], 'forecast'>>(
    client,
    'SELECT forecast FROM forecasts WHERE id = :id',
    { id: ID }
  )
  return row ? JSON.parse(row.forecast) : null
}
