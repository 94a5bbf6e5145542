import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { FrozenClock } from '#app/clock'
import { type SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import type { HealthContext } from '#monitoring/health/health_check'
import { ageInMonths, zonesCheck } from '#monitoring/health/zones_check'
import { withCleanDatabase } from '#tests/helpers/database'
import { aWorker } from '#tests/helpers/operation_rows'
import { TEST_NOW } from '#tests/helpers/test_clock'
import { NEWER, OLDER, plannedBy, plannedByOurs } from '#tests/helpers/zone_data'
import { ZONE_DATA } from '#values/zone_data'

function ask(at = TEST_NOW) {
  const config = app.config.get<SmsSchedulerConfig>('sms_scheduler')
  const client = db.connection()
  return zonesCheck.run({
    client,
    clock: new FrozenClock(at),
    config,
  } as Partial<HealthContext> as HealthContext)
}

test.group('Health of the zone data', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => plannedByOurs())
  group.each.teardown(() => plannedByOurs())

  test('passes, and says the version and how old it is', async ({ assert }) => {
    await aWorker('one', { zone_data: ZONE_DATA })
    assert.include(await ask(), {
      status: 'pass',
      observedUnit: 'months',
      observedValue: 2,
      output: `Zone data ${ZONE_DATA}, at least 2 months old`,
    })
  })

  test('warns of data that is a year old', async ({ assert }) => {
    const { status, output } = await ask('2027-02-01T00:00:00Z')
    assert.equal(status, 'warn')
    assert.include(output, 'at least 13 months old')
    assert.include(output, 'update Node')
  })

  test('warns where processes differ', async ({ assert }) => {
    await aWorker('one', { zone_data: OLDER, host: 'web-1' })
    await aWorker('stopped', { zone_data: OLDER, host: 'web-2', stopped_at: '2026-03-10 08:00:00' })
    const { status, output } = await ask()
    assert.equal(status, 'warn')
    assert.include(output, `host "web-1" has ${OLDER}`)
    assert.notInclude(output, 'web-2')
  })

  test('warns where another process has planned by newer data', async ({ assert }) => {
    await plannedBy(NEWER)
    const { status, output } = await ask()
    assert.equal(status, 'warn')
    assert.include(output, NEWER)
  })

  test('counts from the end of the year of a release, unless it was seen before', ({ assert }) => {
    const now = DateTime.utc(2028, 3, 15)
    assert.equal(ageInMonths('2026c', null, now), 14)
    assert.equal(ageInMonths('2026c', DateTime.utc(2028, 3), now), 14)
    assert.equal(ageInMonths('2026a', DateTime.utc(2026, 3), now), 24)
    assert.equal(ageInMonths('2029a', null, now), 0)
  })
})
