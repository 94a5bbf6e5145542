import { test } from '@japa/runner'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { localInstant } from '#values/local_instant'

/** Half an hour of shift, a shift at midnight, no shift at all, a shift for Ramadan, a whole day skipped. */
const ZONES = [
  'Africa/Douala',
  'Africa/Casablanca',
  'Africa/Cairo',
  'America/St_Johns',
  'America/Sao_Paulo',
  'Asia/Beirut',
  'Asia/Gaza',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Europe/Paris',
  'Pacific/Apia',
  'Pacific/Chatham',
  'UTC',
]

const aLocalTime = fc.record({
  zone: fc.constantFrom(...ZONES),
  date: fc
    .integer({ min: 0, max: 366 * 30 })
    .map((days) => DateTime.utc(2005, 1, 1).plus({ days }).toFormat('yyyy-MM-dd')),
  time: fc
    .integer({ min: 0, max: 24 * 60 - 1 })
    .map((minutes) => DateTime.utc(2005, 1, 1).plus({ minutes }).toFormat('HH:mm')),
})

/** Another way to ask what clocks show: the ICU of the runtime, formatted as text that sorts by time. */
const formats = new Map<string, Intl.DateTimeFormat>()
function shownIn(zone: string, instant: number): string {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  formats.set(zone, format)
  return format.format(instant)
}

test.group('The instant of a local time', () => {
  const cases = [
    ['an ordinary day', '2026-03-10', '09:00', 'Africa/Douala', '2026-03-10T08:00:00Z'],
    ['in a gap', '2026-03-29', '02:30', 'Europe/Paris', '2026-03-29T01:00:00Z'],
    ['at the end of a gap', '2026-03-29', '03:00', 'Europe/Paris', '2026-03-29T01:00:00Z'],
    ['before a gap', '2026-03-29', '01:59', 'Europe/Paris', '2026-03-29T00:59:00Z'],
    ['twice', '2026-10-25', '02:30', 'Europe/Paris', '2026-10-25T00:30:00Z'],
    ['after the repeated hour', '2026-10-25', '03:00', 'Europe/Paris', '2026-10-25T02:00:00Z'],
    ['a gap of half an hour', '2026-10-04', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
    ['half an hour twice', '2026-04-05', '01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00Z'],
    [
      'a midnight that is skipped',
      '2017-10-15',
      '00:15',
      'America/Sao_Paulo',
      '2017-10-15T03:00:00Z',
    ],
    ['a midnight in Beirut', '2026-03-29', '00:00', 'Asia/Beirut', '2026-03-28T22:00:00Z'],
    ['a midnight in Cairo', '2026-04-24', '00:30', 'Africa/Cairo', '2026-04-23T22:00:00Z'],
    ['a day that never was', '2011-12-30', '09:00', 'Pacific/Apia', '2011-12-30T10:00:00Z'],
    ['after the day that never was', '2011-12-31', '09:00', 'Pacific/Apia', '2011-12-30T19:00:00Z'],
    ['Newfoundland, twice', '2026-11-01', '01:15', 'America/St_Johns', '2026-11-01T03:45:00Z'],
  ] as const
  for (const [title, date, time, zone, expected] of cases) {
    test(`${title}: ${date} ${time} in ${zone}`, ({ assert }) => {
      const instant = localInstant(date, time, zone)
      assert.equal(instant.toISO({ suppressMilliseconds: true }), expected)
    })
  }

  test('is the first at which clocks show this time or a later one', ({ assert }) => {
    fc.assert(
      fc.property(aLocalTime, ({ zone, date, time }) => {
        const instant = localInstant(date, time, zone).toMillis()
        const wanted = `${date} ${time}:00`
        assert.isAtLeast(compare(shownIn(zone, instant), wanted), 0)
        /** A shift lies at most a day back: no quarter of an hour before shows the time already. */
        for (let before = instant - 60_000; before > instant - 26 * 3_600_000; before -= 900_000) {
          assert.equal(compare(shownIn(zone, before), wanted), -1)
        }
      }),
      { numRuns: 300 }
    )
  })

  test('keeps the order of local times', ({ assert }) => {
    fc.assert(
      fc.property(aLocalTime, aLocalTime, (left, right) => {
        const [first, second] = [left, { ...right, zone: left.zone }].sort((a, b) =>
          compare(a.date + a.time, b.date + b.time)
        )
        assert.isAtMost(
          localInstant(first.date, first.time, first.zone).toMillis(),
          localInstant(second.date, second.time, second.zone).toMillis()
        )
      }),
      { numRuns: 1_000 }
    )
  })

  test('refuses what is no date, time or zone', ({ assert }) => {
    for (const [date, time, zone] of [
      ['2026-02-30', '09:00', 'UTC'],
      ['2026-03-10', '9 o’clock', 'UTC'],
      ['2026-03-10', '09:00', 'Mars/Olympus'],
    ] as const) {
      assert.throws(() => localInstant(date, time, zone), /There is no/)
    }
  })
})

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
