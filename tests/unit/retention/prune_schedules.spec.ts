import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { CleanUp } from '#retention/clean_up'
import { pruneSchedules } from '#retention/prune_schedules'
import { withCleanDatabase } from '#tests/helpers/database'
import { listeningClient, planOf } from '#tests/helpers/query_plans'
import { anOccurrenceRow, aScheduleRow } from '#tests/helpers/schedule_rows'
import { secondConnection } from '#tests/helpers/second_connection'
import { make } from '#tests/helpers/make'
import { ago, TEST_NOW } from '#tests/helpers/test_clock'
import { isPostgres } from '#storage/dialect_of'

const OLD = ago({ days: 31 })
const RECENT = ago({ days: 29, hours: 23 })
const OVER_REASONS = ['finished', 'max_runs_reached', 'ended', 'deleted']

function prune(options: { dryRun?: boolean; batchSize?: number; signal?: AbortSignal } = {}) {
  const config = app.config.get<SmsSchedulerConfig>('sms_scheduler')
  const { dryRun = false, batchSize = 1_000, signal } = options
  return pruneSchedules(db.connection(), {
    now: new FrozenClock(TEST_NOW).now(),
    config: new SmsSchedulerConfig({ ...config, cleanup: { ...config.cleanup, batchSize } }),
    dryRun,
    signal,
  })
}

const over = (values: Record<string, unknown> = {}) =>
  aScheduleRow({ enabled: false, disabled_reason: 'finished', updated_at: OLD, ...values })

async function idsOf(table: string): Promise<number[]> {
  const rows = await db.from(table).select('id').orderBy('id')
  return rows.map(({ id }) => Number(id))
}

test.group('Cleanup of schedules', (group) => {
  withCleanDatabase(group)

  test('deletes those that are over, with what became of them', async ({ assert }) => {
    for (const reason of OVER_REASONS) {
      const id = await over({ disabled_reason: reason, idempotency_key: reason })
      await anOccurrenceRow({ schedule_id: id, fired_at: OLD })
    }
    assert.deepEqual(await prune(), { schedules: 4, occurrences: 4, complete: true })
    assert.lengthOf(await idsOf('schedules'), 0)
    assert.lengthOf(await idsOf('schedule_occurrences'), 0)
  })

  test('keeps what is younger, what runs, and what a person stopped or has to mend', async ({
    assert,
  }) => {
    const kept = [
      await over({ updated_at: RECENT }),
      await aScheduleRow({ updated_at: OLD, next_run_at: ago({ days: -1 }) }),
      await over({ disabled_reason: 'paused' }),
      await over({ disabled_reason: 'faulty' }),
    ]
    assert.deepEqual(await prune(), { schedules: 0, occurrences: 0, complete: true })
    assert.deepEqual(await idsOf('schedules'), kept)
  })

  test('deletes what is done of schedules that live on, and never what waits or is a dead letter', async ({
    assert,
  }) => {
    const living = await aScheduleRow({ next_run_at: ago({ days: -1 }) })
    const kept: number[] = []
    let minute = 0
    for (const status of ['done', 'skipped', 'cancelled', 'pending', 'running', 'dead_letter']) {
      const at = (days: number) => ago({ days, minutes: ++minute })
      const old = await anOccurrenceRow({ schedule_id: living, status, fired_at: at(31) })
      const recent = await anOccurrenceRow({ schedule_id: living, status, fired_at: at(29) })
      if (['pending', 'running', 'dead_letter'].includes(status)) kept.push(old)
      kept.push(recent)
    }
    assert.deepEqual(await prune(), { schedules: 0, occurrences: 3, complete: true })
    assert.deepEqual(await idsOf('schedule_occurrences'), kept)
  })

  test('keeps a schedule that is over as long as something of it waits or is a dead letter', async ({
    assert,
  }) => {
    for (const status of ['pending', 'running', 'dead_letter'])
      await anOccurrenceRow({ schedule_id: await over(), status, fired_at: OLD })
    assert.include(await prune(), { schedules: 0, occurrences: 0 })
    await db.from('schedule_occurrences').update({ status: 'done' })
    assert.include(await prune(), { schedules: 3, occurrences: 3 })
  })

  test('keeps what was done again lately, however long ago it fired', async ({ assert }) => {
    await anOccurrenceRow({ schedule_id: await over(), fired_at: OLD, finished_at: RECENT })
    assert.include(await prune(), { schedules: 0, occurrences: 0 })
  })

  test('keeps a schedule that was fired by hand after its end', async ({ assert }) => {
    await anOccurrenceRow({ schedule_id: await over(), fired_at: RECENT })
    assert.include(await prune(), { schedules: 0, occurrences: 0 })
  })

  test('rehearses what it would delete, and changes nothing', async ({ assert }) => {
    await anOccurrenceRow({ schedule_id: await over(), fired_at: OLD })
    await anOccurrenceRow({ schedule_id: await over(), fired_at: OLD, status: 'dead_letter' })
    const rehearsed = await prune({ dryRun: true })
    assert.lengthOf(await idsOf('schedules'), 2)
    assert.lengthOf(await idsOf('schedule_occurrences'), 2)
    assert.deepEqual(await prune(), rehearsed)
    assert.deepEqual(rehearsed, { schedules: 1, occurrences: 1, complete: true })
  })

  test('works in batches, past what stays', async ({ assert }) => {
    for (let n = 0; n < 7; n++) {
      const status = n % 3 === 0 ? 'dead_letter' : 'done'
      await anOccurrenceRow({
        schedule_id: await over(),
        fired_at: ago({ days: 40, minutes: n }),
        status,
      })
    }
    assert.deepEqual(await prune({ batchSize: 2 }), {
      schedules: 4,
      occurrences: 4,
      complete: true,
    })
    assert.lengthOf(await idsOf('schedules'), 3)
  })

  test('ends between two batches when it is told to, and the next run goes on', async ({
    assert,
  }) => {
    for (let n = 0; n < 5; n++) await anOccurrenceRow({ schedule_id: await over(), fired_at: OLD })
    const stop = AbortSignal.abort()
    assert.deepEqual(await prune({ signal: stop }), {
      schedules: 0,
      occurrences: 0,
      complete: false,
    })
    assert.deepEqual(await prune(), { schedules: 5, occurrences: 5, complete: true })
  })

  test('is part of the cleanup, and told in its summary', async ({ assert }) => {
    await anOccurrenceRow({ schedule_id: await over(), fired_at: OLD })
    const cleanup = await make(CleanUp)
    assert.include(await cleanup.run({ dryRun: true }), { schedules: 1, scheduleOccurrences: 1 })
    assert.include(await cleanup.run(), { schedules: 1, scheduleOccurrences: 1, complete: true })
  })

  test('two at once delete each row once', async ({ assert }) => {
    for (let n = 0; n < 40; n++) await anOccurrenceRow({ schedule_id: await over(), fired_at: OLD })
    const other = await secondConnection()
    try {
      const config = app.config.get<SmsSchedulerConfig>('sms_scheduler')
      const small = new SmsSchedulerConfig({
        ...config,
        cleanup: { ...config.cleanup, batchSize: 3 },
      })
      const now = new FrozenClock(TEST_NOW).now()
      const both = await Promise.all(
        [db.connection(), other.db.connection()].map((client) =>
          pruneSchedules(client, { now, config: small, dryRun: false })
        )
      )
      await prune()
      assert.lengthOf(await idsOf('schedules'), 0)
      assert.isAtMost(both[0].occurrences + both[1].occurrences, 40)
      assert.isAtMost(both[0].schedules + both[1].schedules, 40)
    } finally {
      await other.close()
    }
  })

  test('reads along the indexes, however many schedules wait', async ({ assert }) => {
    await anOccurrenceRow({ schedule_id: await over(), fired_at: OLD })
    /** As PostgreSQL may do by itself at any moment. */
    if (isPostgres(db.connection())) await db.rawQuery('ANALYZE')
    const { client, statements } = listeningClient()
    const config = app.config.get<SmsSchedulerConfig>('sms_scheduler')
    const now = new FrozenClock(TEST_NOW).now()
    for (const dryRun of [true, false]) await pruneSchedules(client, { now, config, dryRun })
    assert.isAbove(statements.length, 2)
    for (const statement of statements) {
      const plan = await planOf(statement)
      const ownIndex = /schedules_over|schedule_occurrences_by_age/
      const byId = /PRIMARY KEY|schedules_pkey|schedules_over/
      assert.match(plan, 'ids' in statement.bindings ? byId : ownIndex, statement.sql)
      assert.notMatch(plan, /SCAN \w+$|Seq Scan/m, statement.sql)
    }
  })

  test('waits for whoever fires one by hand at this moment, and keeps it then', async ({
    assert,
  }) => {
    const id = await over()
    const other = await secondConnection()
    try {
      const trx = await other.db.connection().transaction()
      await trx.table('schedule_occurrences').insert({
        schedule_id: id,
        occurrence_at: TEST_NOW.slice(0, 19).replace('T', ' '),
        status: 'pending',
        app_name: 'sms',
        payload: '{}',
        priority: 2,
        fired_at: TEST_NOW.slice(0, 19).replace('T', ' '),
      })
      const pruning = prune()
      if (isPostgres(db.connection())) await untilSomebodyWaits()
      await trx.commit()
      assert.include(await pruning, { schedules: 0 })
      assert.deepEqual(await idsOf('schedules'), [id])
      assert.lengthOf(await idsOf('schedule_occurrences'), 1)
    } finally {
      await other.close()
    }
  })
})

/** Until a transaction waits for another one. */
async function untilSomebodyWaits(): Promise<void> {
  for (;;) {
    const { rows } = await db.rawQuery('SELECT 1 FROM pg_locks WHERE NOT granted LIMIT 1')
    if (rows.length > 0) return
  }
}
