import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { ReplanSchedules, SELECT_OLDER, SELECT_PLANNED_BY } from '#schedules/fire/replan_schedules'
import { query } from '#storage/sql'
import { withCleanDatabase } from '#tests/helpers/database'
import { anEngine } from '#tests/helpers/engine'
import { aFiringProcess, occurrences } from '#tests/helpers/firing_process'
import { note } from '#tests/helpers/job_handlers'
import { countTable, planOf } from '#tests/helpers/query_plans'
import { aRequest, aScheduleDesk } from '#tests/helpers/schedule_desk'
import { aScheduleRow } from '#tests/helpers/schedule_rows'
import { ZONE_DATA } from '#values/zone_data'

/** Casablanca keeps UTC since 20 September 2026; data before 2026c says UTC+1. */
const OLDER = '2025b'
const casablanca = { timezone: 'Africa/Casablanca', zone_data: OLDER, app_name: 'note' }
const daily = { ...casablanca, kind: 'cron', run_at: null, cron: '0 9 * * *' }
const payload = JSON.stringify({ text: 'hello' })

const at = (now: string) => aFiringProcess({ clock: new FrozenClock(now), handlers: [note] })

const timesOf = async (id: number) => {
  const [row] = await query<Record<string, unknown>>(
    db.connection(),
    `SELECT run_at, starts_at, ends_at, next_run_at, next_run_local, zone_data, disabled_reason
     FROM schedules WHERE id = :id`,
    { id }
  )
  return row
}

const ranAt = async () =>
  (
    await query<{ occurrence_at: string }>(
      db.connection(),
      'SELECT occurrence_at FROM schedule_occurrences ORDER BY occurrence_at'
    )
  ).map((row) => row.occurrence_at)

/** Lets a process fire every ten minutes. */
async function fireUntil(process: Awaited<ReturnType<typeof at>>, end: string) {
  for (; process.clock.now().toISO() < end; process.clock.advance({ minutes: 10 }))
    await process.fire()
}

test.group('Schedules that were planned by older zone data', (group) => {
  withCleanDatabase(group)

  test('once: stays at its local time', async ({ assert }) => {
    const id = await aScheduleRow({
      ...casablanca,
      payload,
      run_at: '2026-12-01 08:00:00',
      run_at_local: '2026-12-01 09:00:00',
      next_run_at: '2026-12-01 08:00:00',
    })
    const process = await at('2026-12-01T08:00:00Z')
    await process.fire()
    assert.containSubset(await timesOf(id), {
      run_at: '2026-12-01 09:00:00',
      next_run_at: '2026-12-01 09:00:00',
      zone_data: ZONE_DATA,
    })
    assert.isEmpty(await occurrences())
    await fireUntil(process, '2026-12-01T12:00:00.000Z')
    assert.deepEqual(await ranAt(), ['2026-12-01 09:00:00'])
    const [audit] = await query<{ detail: string }>(
      db.connection(),
      `SELECT detail FROM audit_events WHERE action = 'schedules_replanned'`
    )
    assert.deepEqual(JSON.parse(audit.detail), {
      zoneData: ZONE_DATA,
      before: OLDER,
      moved: 1,
      ended: 0,
    })
  })

  test('once, as an instant: stays that instant', async ({ assert }) => {
    const instant = '2026-12-01 08:00:00'
    await aScheduleRow({ ...casablanca, payload, run_at: instant, next_run_at: instant })
    await fireUntil(await at('2026-12-01T07:00:00Z'), '2026-12-01T12:00:00.000Z')
    assert.deepEqual(await ranAt(), [instant])
  })

  test('once, in a zone that went east: runs at once when its local time is past', async ({
    assert,
  }) => {
    await aScheduleRow({
      payload,
      app_name: 'note',
      timezone: 'Africa/Douala',
      zone_data: OLDER,
      missed_runs: 'skip',
      run_at: '2026-12-01 09:00:00',
      run_at_local: '2026-12-01 09:00:00',
      next_run_at: '2026-12-01 09:00:00',
    })
    const process = await at('2026-12-01T08:30:00Z')
    await fireUntil(process, '2026-12-01T12:00:00.000Z')
    assert.deepEqual(await ranAt(), ['2026-12-01 08:30:00'])
  })

  test('cron: is not run twice on the local day of the change', async ({ assert }) => {
    await aScheduleRow({
      ...daily,
      payload,
      last_run_at: '2026-12-01 08:00:00',
      last_run_local: '2026-12-01 09:00:00',
      next_run_at: '2026-12-02 08:00:00',
      next_run_local: '2026-12-02 09:00:00',
    })
    await fireUntil(await at('2026-12-01T08:30:00Z'), '2026-12-04T00:00:00.000Z')
    assert.deepEqual(await ranAt(), ['2026-12-02 09:00:00', '2026-12-03 09:00:00'])
  })

  test('cron, in a zone that went east: does not skip the local day of the change', async ({
    assert,
  }) => {
    await aScheduleRow({
      ...daily,
      payload,
      timezone: 'Africa/Douala',
      missed_runs: 'skip',
      last_run_at: '2026-11-30 09:00:00',
      last_run_local: '2026-11-30 09:00:00',
      next_run_at: '2026-12-01 09:00:00',
      next_run_local: '2026-12-01 09:00:00',
    })
    await fireUntil(await at('2026-12-01T08:30:00Z'), '2026-12-03T00:00:00.000Z')
    assert.deepEqual(await ranAt(), ['2026-12-01 08:30:00', '2026-12-02 08:00:00'])
  })

  test('cron, planned by newer data than this process has: is not run again at its own 09:00', async ({
    assert,
  }) => {
    await aScheduleRow({
      ...daily,
      payload,
      zone_data: '9999z',
      next_run_at: '2026-12-01 07:00:00',
      next_run_local: '2026-12-01 09:00:00',
    })
    await fireUntil(await at('2026-12-01T06:00:00Z'), '2026-12-02T12:00:00.000Z')
    assert.deepEqual(await ranAt(), ['2026-12-01 07:00:00', '2026-12-02 09:00:00'])
  })

  test('cron that follows elapsed time keeps running', async ({ assert }) => {
    const id = await aScheduleRow({
      ...daily,
      payload,
      cron: '0 * * * *',
      next_run_at: '2026-12-01 09:00:00',
    })
    await fireUntil(await at('2026-12-01T08:30:00Z'), '2026-12-01T11:30:00.000Z')
    assert.deepEqual(await ranAt(), [
      '2026-12-01 09:00:00',
      '2026-12-01 10:00:00',
      '2026-12-01 11:00:00',
    ])
    assert.equal((await timesOf(id)).zone_data, ZONE_DATA)
  })

  test('an interval begins at its local start; one that has begun goes on as it was', async ({
    assert,
  }) => {
    const interval = {
      ...casablanca,
      kind: 'interval',
      run_at: null,
      interval_ms: 3_600_000,
      starts_at: '2026-12-01 08:00:00',
      starts_at_local: '2026-12-01 09:00:00',
      ends_at: '2026-12-05 08:00:00',
      ends_at_local: '2026-12-05 09:00:00',
    }
    const waits = await aScheduleRow({ ...interval, next_run_at: '2026-12-01 08:00:00' })
    const runs = await aScheduleRow({
      ...interval,
      next_run_at: '2026-12-01 10:00:00',
      last_run_at: '2026-12-01 09:00:00',
    })
    const { resolver } = await anEngine({ clock: new FrozenClock('2026-11-30T12:00:00Z') })
    const replan = await resolver.make(ReplanSchedules)
    assert.equal(await replan.run(), 2)
    assert.equal(await replan.run(), 0)
    const moved = { starts_at: '2026-12-01 09:00:00', ends_at: '2026-12-05 09:00:00' }
    assert.containSubset(await timesOf(waits), { ...moved, next_run_at: '2026-12-01 09:00:00' })
    assert.containSubset(await timesOf(runs), {
      ends_at: moved.ends_at,
      starts_at: interval.starts_at,
      next_run_at: '2026-12-01 10:00:00',
    })
  })

  test('one whose end is now before its next run is over', async ({ assert }) => {
    const id = await aScheduleRow({
      ...daily,
      next_run_at: '2026-12-01 08:00:00',
      next_run_local: '2026-12-01 09:00:00',
      ends_at: '2026-12-01 08:30:00',
    })
    await (await at('2026-12-01T07:00:00Z')).fire()
    assert.containSubset(await timesOf(id), {
      next_run_at: null,
      zone_data: null,
      disabled_reason: 'ended',
    })
  })

  test('a paused one is resumed at its local time, and not twice on one day', async ({
    assert,
  }) => {
    const desk = await aScheduleDesk({ clock: new FrozenClock('2026-12-01T08:30:00Z') })
    const paused = { payload, enabled: false, disabled_reason: 'paused', next_run_at: null }
    const once = await aScheduleRow({
      ...casablanca,
      ...paused,
      run_at: '2026-12-02 08:00:00',
      run_at_local: '2026-12-02 09:00:00',
    })
    const cron = await aScheduleRow({
      ...daily,
      ...paused,
      last_run_at: '2026-12-01 08:00:00',
      last_run_local: '2026-12-01 09:00:00',
    })
    await db.table('schedule_occurrences').insert({
      schedule_id: cron,
      occurrence_at: '2026-12-01 08:00:00',
      status: 'done',
      app_name: 'note',
      payload,
      priority: 2,
      fired_at: '2026-12-01 08:00:00',
    })
    for (const id of [once, cron]) {
      await desk.resume.run({ id, actor: 'cli:awa' })
      assert.containSubset(await timesOf(id), {
        next_run_at: '2026-12-02 09:00:00',
        zone_data: ZONE_DATA,
      })
    }
  })

  test('a repeated request is the same, whatever the data made of its local times', async ({
    assert,
  }) => {
    const { create } = await aScheduleDesk({ clock: new FrozenClock('2026-11-01T00:00:00Z') })
    const timezone = 'Africa/Casablanca'
    const request = aRequest({ runAt: '2026-12-01 09:00', timezone, idempotencyKey: 'once' })
    assert.equal((await create(request)).outcome, 'created')
    await db.from('schedules').update({
      zone_data: OLDER,
      run_at: '2026-12-01 08:00:00',
      next_run_at: '2026-12-01 08:00:00',
    })
    const again = (runAt: string) => create({ ...request, runAt })
    assert.include(await again('2026-12-01 09:00'), { outcome: 'existing', sameRequest: true })
    assert.include(await again('2026-12-01T09:00:00'), { sameRequest: true })
    assert.include(await again('2026-12-01 10:00'), { outcome: 'existing', sameRequest: false })
  })

  test('a repeated request is not refused because its end moved before the first one', async ({
    assert,
  }) => {
    const { create } = await aScheduleDesk({ clock: new FrozenClock('2026-11-01T06:00:00Z') })
    const request = aRequest({
      intervalMs: 60_000,
      endsAt: '2026-11-01 09:00',
      timezone: 'Africa/Douala',
      idempotencyKey: 'bounded',
    })
    await create(request)
    await db.from('schedules').update({
      zone_data: OLDER,
      created_at: '2026-11-01 08:30:00',
      ends_at: '2026-11-01 09:00:00',
    })
    assert.include(await create(request), { outcome: 'existing', sameRequest: true })
  })

  test('an edit keeps the local times that it does not name', async ({ assert }) => {
    const { create, edit } = await aScheduleDesk({
      clock: new FrozenClock('2026-11-01T00:00:00Z'),
    })
    const asked = aRequest({ runAt: '2026-12-01 09:00', timezone: 'Africa/Casablanca' })
    const { schedule } = await create(asked)
    const changed = await edit.run({
      id: schedule.id,
      version: 1,
      actor: 'cli:awa',
      changes: { timezone: 'Africa/Casablanca', priority: 'high' },
    })
    assert.equal(changed.outcome, 'changed')
    const [row] = await query<Record<string, unknown>>(
      db.connection(),
      'SELECT run_at, run_at_local, zone_data FROM schedules'
    )
    assert.deepEqual(row, {
      run_at: '2026-12-01 09:00:00',
      run_at_local: '2026-12-01 09:00:00',
      zone_data: ZONE_DATA,
    })
  })

  test('are found along an index, however many there are', async ({ assert }) => {
    for (let n = 0; n < 300; n++)
      await aScheduleRow({ zone_data: ZONE_DATA, next_run_at: '2099-01-01 00:00:00' })
    await countTable('schedules')
    const plan = (sql: string, bindings: object) => planOf({ sql, bindings }, { counted: true })
    assert.include(await plan(SELECT_OLDER, { ours: ZONE_DATA }), 'schedules_by_zone_data')
    assert.include(
      await plan(SELECT_PLANNED_BY, { older: OLDER, limit: 100 }),
      'schedules_by_zone_data'
    )
  })
})
