import db from '@adonisjs/lucid/services/db'
import { isPostgres } from '#storage/dialect_of'

let serial = 0

/** A row of `schedules` as the database holds it: name only what the test is about. Instants as the database writes them. */
export async function aScheduleRow(values: Record<string, unknown> = {}): Promise<number> {
  const row = {
    name: `Schedule ${++serial}`,
    app_name: 'sms',
    kind: 'once',
    run_at: '2026-03-10 09:00:00',
    timezone: 'UTC',
    payload: '{}',
    next_run_at: null,
    source: 'test',
    created_by: 'test',
    created_at: '2026-01-01 00:00:00',
    updated_at: '2026-01-01 00:00:00',
    ...values,
  }
  const [inserted] = await db.table('schedules').insert(row).returning('id')
  return idOf(inserted)
}

/** Likewise of `schedule_occurrences`. */
export async function anOccurrenceRow(values: Record<string, unknown> = {}): Promise<number> {
  const firedAt = (values.fired_at ?? '2026-03-10 09:00:00') as string
  const row = {
    schedule_id: values.schedule_id ?? (await aScheduleRow()),
    occurrence_at: firedAt,
    status: 'done',
    app_name: 'sms',
    payload: '{}',
    priority: 2,
    fired_at: firedAt,
    ...values,
  }
  const [inserted] = await db.table('schedule_occurrences').insert(row).returning('id')
  return idOf(inserted)
}

function idOf(inserted: number | { id: number }): number {
  return isPostgres(db.connection()) ? (inserted as { id: number }).id : (inserted as number)
}

export const scheduleOf = (id: number) => db.from('schedules').where('id', id).firstOrFail()
