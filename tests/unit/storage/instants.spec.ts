import fc from 'fast-check'
import { DateTime } from 'luxon'
import { test } from '@japa/runner'
import {
  fromSqlInstant,
  isoOfSqlInstant,
  toSqlInstant,
  toSqlInstantCeiling,
} from '#storage/instants'

const ZONES = ['utc', 'Africa/Douala', 'America/St_Johns', 'Australia/Lord_Howe']
const FORM = 'yyyy-MM-dd HH:mm:ss'

const anInstant = fc
  .tuple(
    fc.integer({
      min: Date.parse('1970-01-01T00:00:00Z'),
      max: Date.parse('2999-12-31T23:59:59.999Z'),
    }),
    fc.constantFrom(...ZONES)
  )
  .map(([millis, zone]) => DateTime.fromMillis(millis, { zone }) as DateTime<true>)

test.group('An instant of the database', () => {
  test('is a whole second of UTC, whatever the zone of the instant', ({ assert }) => {
    fc.assert(
      fc.property(anInstant, (instant) => {
        const second = instant.toUTC().startOf('second')
        assert.equal(toSqlInstant(instant), second.toFormat(FORM))
        const next = instant.millisecond === 0 ? second : second.plus({ seconds: 1 })
        assert.equal(toSqlInstantCeiling(instant), next.toFormat(FORM))
      })
    )
  })

  test('is read as it was written, and is the same in ISO 8601', ({ assert }) => {
    fc.assert(
      fc.property(anInstant, (instant) => {
        const read = fromSqlInstant(toSqlInstant(instant))
        assert.equal(read.toMillis(), instant.startOf('second').toMillis())
        assert.equal(read.zoneName, 'UTC')
        assert.equal(
          isoOfSqlInstant(toSqlInstant(instant)),
          read.toISO({ suppressMilliseconds: true })
        )
      })
    )
  })

  for (const text of [
    '',
    'soon',
    '2026-02-30 09:00:00',
    '2026-13-10 09:00:00',
    '2026-03-10 09:60:00',
    '2026-03-10 24:00:00',
    '2026-03-10T09:00:00Z',
    '10 March 2026',
  ]) {
    test(`is not "${text}"`, ({ assert }) => {
      assert.throws(() => fromSqlInstant(text), `Not an instant of the database: "${text}"`)
    })
  }
})
