import { test } from '@japa/runner'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { sendingWindow } from '#values/sending_window'

const WINDOW = { start: '08:00', end: '20:00' }
const at = (instant: string) => DateTime.fromISO(instant, { zone: 'utc' })

function shown(instant: string, zone: string, window = WINDOW) {
  const { open, opensAt, closesAt } = sendingWindow(at(instant), zone, window)
  return [
    open,
    opensAt.toISO({ suppressMilliseconds: true }),
    closesAt.toISO({ suppressMilliseconds: true }),
  ]
}

test.group('The sending window', () => {
  test('is open from its start, to its end but without it', ({ assert }) => {
    const zone = 'Africa/Douala'
    assert.deepEqual(shown('2026-03-10T06:59:59Z', zone), [
      false,
      '2026-03-10T07:00:00Z',
      '2026-03-10T19:00:00Z',
    ])
    assert.deepEqual(shown('2026-03-10T07:00:00Z', zone), [
      true,
      '2026-03-10T07:00:00Z',
      '2026-03-10T19:00:00Z',
    ])
    assert.deepEqual(shown('2026-03-10T18:59:59Z', zone), [
      true,
      '2026-03-10T18:59:59Z',
      '2026-03-10T19:00:00Z',
    ])
    assert.deepEqual(shown('2026-03-10T19:00:00Z', zone), [
      false,
      '2026-03-11T07:00:00Z',
      '2026-03-11T19:00:00Z',
    ])
  })

  test('takes the local day, which may be another than that of UTC', ({ assert }) => {
    assert.deepEqual(shown('2026-03-10T22:00:00Z', 'Pacific/Auckland'), [
      true,
      '2026-03-10T22:00:00Z',
      '2026-03-11T07:00:00Z',
    ])
    assert.deepEqual(shown('2026-03-10T02:00:00Z', 'America/New_York'), [
      false,
      '2026-03-10T12:00:00Z',
      '2026-03-11T00:00:00Z',
    ])
  })

  test('follows the clocks when they change', ({ assert }) => {
    assert.deepEqual(shown('2026-03-28T20:00:00Z', 'Europe/Paris'), [
      false,
      '2026-03-29T06:00:00Z',
      '2026-03-29T18:00:00Z',
    ])
    const night = { start: '02:15', end: '02:45' }
    assert.deepEqual(shown('2026-03-29T00:00:00Z', 'Europe/Paris', night), [
      false,
      '2026-03-30T00:15:00Z',
      '2026-03-30T00:45:00Z',
    ])
    assert.deepEqual(shown('2026-10-25T01:30:00Z', 'Europe/Paris', night), [
      false,
      '2026-10-26T01:15:00Z',
      '2026-10-26T01:45:00Z',
    ])
  })

  test('a day that never was has none', ({ assert }) => {
    assert.deepEqual(shown('2011-12-30T08:00:00Z', 'Pacific/Apia'), [
      false,
      '2011-12-30T18:00:00Z',
      '2011-12-31T06:00:00Z',
    ])
  })

  test('opens now or later, closes after that, and is open at its opening', ({ assert }) => {
    const times = fc.tuple(fc.integer({ min: 0, max: 1_438 }), fc.integer({ min: 1, max: 1_439 }))
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2010), max: Date.UTC(2035) }),
        fc.constantFrom(
          'Africa/Cairo',
          'Asia/Gaza',
          'Australia/Lord_Howe',
          'Pacific/Apia',
          'America/Sao_Paulo'
        ),
        times.filter(([start, end]) => start < end),
        (ms, zone, [start, end]) => {
          const window = { start: timeOfDay(start), end: timeOfDay(end) }
          const now = DateTime.fromMillis(ms, { zone: 'utc' })
          const { open, opensAt, closesAt } = sendingWindow(now, zone, window)
          assert.isTrue(opensAt >= now && opensAt < closesAt)
          assert.equal(open, +opensAt === +now)
          assert.isTrue(sendingWindow(opensAt, zone, window).open)
          assert.isFalse(+sendingWindow(closesAt, zone, window).closesAt === +closesAt)
          assert.isBelow(opensAt.diff(now, 'hours').hours, 73)
        }
      ),
      { numRuns: 500 }
    )
  })
})

function timeOfDay(minutes: number): string {
  return DateTime.utc(2026, 1, 1).plus({ minutes }).toFormat('HH:mm')
}
