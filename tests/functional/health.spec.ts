import { HEALTH_CHECKS } from '#monitoring/health/registry'
import { test } from '@japa/runner'
import type { Group } from '@japa/runner/core'
import { setTimeout as delay } from 'node:timers/promises'
import config from '@adonisjs/core/services/config'
import { Secret } from '@adonisjs/core/helpers'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { toSqlInstant } from '#storage/instants'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { aPausedAccount, aWorker } from '#tests/helpers/operation_rows'

const SECRET = 'a-secret-for-monitoring'
/** Each request sees what a test has just arranged. */
function withoutKeptReports(group: Group) {
  group.each.setup(() => {
    const keptMs = config.get('monitoring.healthKeptMs')
    config.set('monitoring.healthKeptMs', 0)
    return () => config.set('monitoring.healthKeptMs', keptMs)
  })
}

const CANARY = { phoneNumber: '+237699887766', body: 'Canari Ngo-Canari' }

const currentInstant = () => toSqlInstant(DateTime.utc())

/** No run of the timetable is overdue yet. */
const aSchedulerHasJustStarted = () =>
  aWorker('a', { started_at: currentInstant(), heartbeat_at: currentInstant() })

test.group('GET /health', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => installDefaultTemplates())
  withoutKeptReports(group)
  group.each.setup(() => {
    config.set('monitoring.secret', new Secret(SECRET))
    return () => config.set('monitoring.secret', undefined)
  })

  test('tells a stranger the verdict and nothing else', async ({ client, assert }) => {
    await aSchedulerHasJustStarted()
    const response = await client.get('/health')
    response.assertStatus(200)
    assert.match(response.header('content-type')!, /^application\/health\+json/)
    assert.equal(response.header('cache-control'), 'no-store')
    assert.isUndefined(response.header('set-cookie'))
    assert.deepEqual(JSON.parse(response.text()), { status: 'pass' })
  })

  test('shows the checks to whoever knows the secret', async ({ client, assert }) => {
    const response = await client.get('/health').header('X-Monitoring-Secret', SECRET)
    response.assertStatus(200)
    const { status, version, description, checks } = JSON.parse(response.text())
    assert.equal(status, 'warn', 'no scheduler has run')
    assert.match(version, /^\d+\.\d+\.\d+/)
    assert.isNotEmpty(description)
    assert.lengthOf(Object.keys(checks), HEALTH_CHECKS.filter(({ isOn }) => !isOn).length)
    const [scheduler] = checks['scheduler:heartbeatAge']
    assert.include(scheduler, { status: 'warn', observedUnit: 's' })
    assert.include(scheduler.output, 'node ace scheduler:run')
  })

  test('shows nothing for a wrong secret, nor for an empty one', async ({ client, assert }) => {
    for (const secret of ['wrong', '', `${SECRET}x`]) {
      const response = await client.get('/health').header('X-Monitoring-Secret', secret)
      assert.deepEqual(JSON.parse(response.text()), { status: 'warn' })
    }
  })

  test('shows nothing to anybody while no secret is set', async ({ client, assert }) => {
    config.set('monitoring.secret', undefined)
    for (const secret of ['', 'undefined', SECRET]) {
      const response = await client.get('/health').header('X-Monitoring-Secret', secret)
      assert.deepEqual(JSON.parse(response.text()), { status: 'warn' })
    }
  })

  test('runs the checks once a second, however many ask', async ({ client, assert, cleanup }) => {
    config.set('monitoring.healthKeptMs', 1_000)
    await aSchedulerHasJustStarted()
    let queries = 0
    const count = () => queries++
    db.connection().getReadClient().on('query', count)
    cleanup(() => void db.connection().getReadClient().off('query', count))
    await client.get('/health')
    const first = queries
    assert.isAbove(first, 5)

    await aPausedAccount({ state_since: currentInstant() })
    const before = queries
    for (const response of await Promise.all([1, 2, 3].map(() => client.get('/health'))))
      response.assertStatus(200)
    assert.equal(queries, before)

    await delay(1_050)
    const later = await client.get('/health')
    later.assertStatus(503)
  })

  test('is 503 when something does not work, without personal data', async ({ client, assert }) => {
    await aPausedAccount({ state_since: currentInstant(), detail: CANARY.phoneNumber })
    for (const status of ['pending', 'dead_letter', 'unknown', 'sending'] as const)
      await aMessage({ status, leaseUntil: 1, errorMessage: CANARY.phoneNumber, ...CANARY })
    const stranger = await client.get('/health')
    stranger.assertStatus(503)
    assert.deepEqual(JSON.parse(stranger.text()), { status: 'fail' })

    const response = await client.get('/health').header('X-Monitoring-Secret', SECRET)
    response.assertStatus(503)
    assert.include(response.text(), 'no_credit')
    assert.notMatch(response.text(), /99887766|Canari/)
  })
})

test.group('GET /health/live and /health/ready', (group) => {
  withoutKeptReports(group)

  test('live asks nobody', async ({ client, assert }) => {
    const response = await client.get('/health/live')
    response.assertStatus(200)
    response.assertBody({ status: 'pass' })
    assert.equal(response.header('cache-control'), 'no-store')
    assert.isUndefined(response.header('set-cookie'))
  })

  test('ready asks the database and its migrations', async ({ client, cleanup }) => {
    const ready = await client.get('/health/ready')
    ready.assertStatus(200)
    ready.assertBody({ status: 'pass' })

    const last = await db.from('adonis_schema').orderBy('id', 'desc').firstOrFail()
    cleanup(async () => {
      await db.table('adonis_schema').insert(last)
    })
    await db.from('adonis_schema').where('id', last.id).delete()
    const notReady = await client.get('/health/ready')
    notReady.assertStatus(503)
    notReady.assertBody({ status: 'fail' })
  })
})
