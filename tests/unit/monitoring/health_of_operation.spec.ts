import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { CheckHealth } from '#monitoring/check_health'
import { withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { anAccount, aRun, aWorker } from '#tests/helpers/operation_rows'
import { ago, TEST_NOW } from '#tests/helpers/test_clock'

const clock = new FrozenClock(TEST_NOW)
const settings = { monitoring: { heartbeatStaleSeconds: 180 } }

async function ask(only: string) {
  const health = await make(CheckHealth, clock, settings)
  const { checks } = await health.run({ only })
  return checks[0]
}

test.group('Health of the database', () => {
  test('passes when all migrations have run, and names the first that has not', async ({
    assert,
    cleanup,
  }) => {
    assert.include(await ask('database'), { status: 'pass', observedUnit: 'ms' })

    const last = await db.from('adonis_schema').orderBy('id', 'desc').firstOrFail()
    cleanup(async () => {
      await db.table('adonis_schema').insert(last)
    })
    await db.from('adonis_schema').where('id', last.id).delete()
    const { status, output } = await ask('database')
    assert.equal(status, 'fail')
    assert.include(output, last.name.split('/').pop())
    assert.include(output, 'node ace migration:run')
  })
})

test.group('Health of the workers', (group) => {
  withCleanDatabase(group)
  const worker = (id: string, values: Record<string, unknown>) =>
    aWorker(id, { role: 'worker', ...values })

  test('none is fine, and so are those that are alive or were stopped', async ({ assert }) => {
    assert.include(await ask('workers'), { status: 'pass', observedValue: 0 })
    await worker('stopped', { stopped_at: ago({ minutes: 5 }), heartbeat_at: ago({ minutes: 5 }) })
    await worker('a', { heartbeat_at: ago({ seconds: 5 }) })
    await worker('b', { heartbeat_at: ago({ seconds: 60 }), draining_since: ago({ seconds: 3 }) })
    const { status, observedValue, output } = await ask('workers')
    assert.deepEqual([status, observedValue], ['pass', 2])
    assert.include(output, '1 of them draining')
  })

  test('warns when the last one fell silent, until another works', async ({ assert }) => {
    await worker('dead', { heartbeat_at: ago({ seconds: 61 }) })
    assert.include(await ask('workers'), { status: 'warn', observedValue: 0 })
    await worker('alive', { heartbeat_at: ago({ seconds: 5 }) })
    assert.include(await ask('workers'), { status: 'pass', observedValue: 1 })
  })
})

test.group('Health of the scheduler', (group) => {
  withCleanDatabase(group)

  test('passes on a fresh heartbeat, whatever died before', async ({ assert }) => {
    await aWorker('dead', { heartbeat_at: ago({ days: 2 }) })
    await aWorker('alive', { heartbeat_at: ago({ seconds: 180 }) })
    assert.include(await ask('scheduler'), { status: 'pass', observedValue: 180 })
  })

  test('fails when the heartbeat is stale', async ({ assert }) => {
    await aWorker('a', { heartbeat_at: ago({ seconds: 181 }) })
    await aWorker('worker', { role: 'worker' })
    assert.include(await ask('scheduler'), { status: 'fail', observedValue: 181 })
  })

  test('warns of one that was just stopped, fails when it stays away', async ({ assert }) => {
    await aWorker('a', { stopped_at: ago({ seconds: 10 }) })
    assert.include(await ask('scheduler'), { status: 'warn' })
    await db.from('workers').update({ stopped_at: ago({ minutes: 10 }) })
    const { status, output } = await ask('scheduler')
    assert.equal(status, 'fail')
    assert.include(output, 'stopped 10 minutes ago')
  })
})

test.group('Health of the timetable', (group) => {
  withCleanDatabase(group)

  test('passes when reminders were planned within 26 hours', async ({ assert }) => {
    await aRun(ago({ days: 2 }), { outcome: 'failed' })
    await aRun(ago({ hours: 25 }))
    assert.include(await ask('timetable'), { status: 'pass', observedValue: 25 * 3600 })
  })

  test('warns when they were not', async ({ assert }) => {
    await aRun(ago({ hours: 27 }))
    await aRun(ago({ hours: 3 }), { finished_at: null, outcome: null })
    assert.include(await ask('timetable'), { status: 'warn', observedValue: 27 * 3600 })
  })

  test('warns when the last run of any job failed, and names it', async ({ assert }) => {
    await aRun(ago({ hours: 3 }))
    await aRun(ago({ hours: 3 }), { job: 'cleanup', outcome: 'failed' })
    const { status, output } = await ask('timetable')
    assert.equal(status, 'warn')
    assert.include(output, 'cleanup')
    await aRun(ago({ hours: 2 }), { job: 'cleanup' })
    assert.include(await ask('timetable'), { status: 'pass' })
  })

  test('warns when a scheduler has run for more than a day and planned nothing', async ({
    assert,
  }) => {
    await aWorker('a')
    assert.include(await ask('timetable'), { status: 'pass', observedValue: null })
    await db.from('workers').update({ started_at: ago({ hours: 27 }) })
    assert.include(await ask('timetable'), { status: 'warn', observedValue: null })
  })
})

test.group('Health of the account', (group) => {
  withCleanDatabase(group)

  test('fails while it is paused, with reason, since when, and what to do', async ({ assert }) => {
    await anAccount({ state: 'paused', reason: 'no_credit', state_since: ago({ hours: 2 }) })
    const { status, observedValue, output } = await ask('account')
    assert.equal(status, 'fail')
    assert.equal(observedValue, 'paused')
    assert.include(output, 'since 2026-03-10T07:00:00Z: no_credit')
    assert.include(output, 'node ace sms:resume')
  })

  test('warns while the operator cannot be reached', async ({ assert }) => {
    await anAccount({ state: 'circuit_open', reason: 'connect_refused', state_since: ago({}) })
    assert.include(await ask('account'), { status: 'warn', observedValue: 'circuit_open' })
    await db.from('gateway_accounts').update({ state: 'probing' })
    assert.include(await ask('account'), { status: 'warn', observedValue: 'probing' })
  })

  test('passes when it may send, and asks only after the account in use', async ({ assert }) => {
    await anAccount({ state: 'active' })
    await anAccount({ name: 'orange', state: 'paused', reason: 'no_credit' })
    assert.include(await ask('account'), { status: 'pass' })
  })
})
