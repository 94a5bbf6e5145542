import db from '@adonisjs/lucid/services/db'
import { ago } from '#tests/helpers/test_clock'

/** A process that was heard of 20 seconds ago. */
export async function aWorker(id: string, values: Record<string, unknown> = {}): Promise<void> {
  await db.table('workers').insert({
    id,
    role: 'scheduler',
    host: 'host',
    pid: 1,
    started_at: ago({ hours: 1 }),
    heartbeat_at: ago({ seconds: 20 }),
    ...values,
  })
}

/** A run of the timetable that ended well. */
export async function aRun(slot: string, values: Record<string, unknown> = {}): Promise<void> {
  await db.table('scheduler_runs').insert({
    job: 'generation',
    slot,
    claimed_by: 'host',
    lease_until: 0,
    started_at: slot,
    finished_at: slot,
    outcome: 'ok',
    ...values,
  })
}

/** The account `log`, open unless told otherwise. */
export async function anAccount(values: Record<string, unknown> = {}): Promise<void> {
  await db.table('gateway_accounts').insert({
    name: 'log',
    gateway: 'log',
    consecutive_failures: 0,
    next_slot_at: 0,
    created_at: ago({ days: 9 }),
    updated_at: ago({ days: 9 }),
    ...values,
  })
}

/** One whose bundle is used up. */
export async function aPausedAccount(values: Record<string, unknown> = {}): Promise<void> {
  await anAccount({ state: 'paused', reason: 'no_credit', ...values })
}
