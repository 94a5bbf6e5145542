import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { runsByTheMinute, runsOf } from '#tests/helpers/cron_oracle'
import { withoutDatabase } from '#tests/helpers/without_database'

const YEAR = ['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'] as const

const ZONES = [
  'Europe/Paris',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Asia/Kathmandu',
  'America/Santiago',
]

const EXPRESSIONS = [
  '*/15 * * * *',
  '7 */3 * * *',
  '30 2 * * *',
  '*/20 1-3 * * *',
  '0 0,12 * * *',
  '15 0 1 * *',
  '45 23 31 * *',
  '0 6 * * 1-5',
  '5 1 13 * 5',
  '59 23 29 2 *',
]

test.group('A year of a cron expression', (group) => {
  withoutDatabase(group)

  for (const zone of ZONES) {
    test(`has no minute twice and none missing in ${zone}`, ({ assert }) => {
      const [from, to] = YEAR.map((text) => DateTime.fromISO(text, { zone: 'utc' }))
      for (const cron of EXPRESSIONS) {
        const runs = runsOf(cron, zone, ...YEAR)
        assert.deepEqual(runs, runsByTheMinute(cron, zone, from, to), `"${cron}"`)
      }
    })
  }

  test('has every minute once in UTC in the weeks around its end', ({ assert }) => {
    const runs = runsOf('* * * * *', 'UTC', '2026-12-18T00:00:00Z', '2027-01-15T00:00:00Z')
    assert.lengthOf(runs, 28 * 24 * 60)
    assert.equal(new Set(runs).size, runs.length)
  })
})
