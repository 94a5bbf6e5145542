import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { insertRows } from '#storage/write_rows'

/** A minute farther ahead was written by a wrong clock and holds nothing up. */
const AHEAD_MINUTES = 2

/** Whether somebody has evaluated this minute, to save the question to health. */
export async function hasEvaluated(client: QueryClientContract, now: DateTime): Promise<boolean> {
  const found = await query(
    client,
    `SELECT 1 FROM alert_evaluations
     WHERE name = 'health' AND evaluated_at BETWEEN :minute AND :ahead`,
    boundsOf(now)
  )
  return found.length > 0
}

/** Takes the minute for this transaction; false if it is taken, or a later one is. */
export async function takeMinute(trx: TransactionClientContract, now: DateTime): Promise<boolean> {
  const taken = await insertRows(
    trx,
    {
      into: 'alert_evaluations',
      columns: 'name, evaluated_at',
      rows: `VALUES ('health', :minute)`,
      onConflict: {
        key: 'name',
        set: 'evaluated_at = excluded.evaluated_at',
        where: `alert_evaluations.evaluated_at NOT BETWEEN :minute AND :ahead`,
      },
      returning: 'name',
    },
    boundsOf(now)
  )
  return taken.length > 0
}

function boundsOf(now: DateTime) {
  const minute = now.startOf('minute')
  return {
    minute: toSqlInstant(minute),
    ahead: toSqlInstant(minute.plus({ minutes: AHEAD_MINUTES })),
  }
}
