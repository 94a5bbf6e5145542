import { test } from '@japa/runner'
import fc from 'fast-check'
import { DateTime, IANAZone } from 'luxon'
import { localFormOf, readInstant } from '#values/read_instant'
import { zoneOffset } from '#values/zone_offset'
import { withoutDatabase } from '#tests/helpers/without_database'
import { localFormByLuxon, readByLuxon } from './instants_by_luxon.js'

const ZONES = Intl.supportedValuesOf('timeZone')
const aZone = fc.constantFrom(...ZONES)
const DAY_MS = 86_400_000
const two = (number: number) => String(number).padStart(2, '0')

/** Numbers that are in the place of a part, and some that are not. */
const part = (most: number) =>
  fc.oneof(
    { weight: 30, arbitrary: fc.integer({ min: 0, max: most }).map(two) },
    { weight: 1, arbitrary: fc.constantFrom('24', '60', '99', '00', '7', '007') }
  )

const aDate = fc
  .tuple(
    fc.oneof(
      { weight: 20, arbitrary: fc.integer({ min: 1969, max: 2101 }).map(String) },
      { weight: 1, arbitrary: fc.constantFrom('0000', '0099', '2999', '3000', '9999', '197') }
    ),
    part(13),
    part(32)
  )
  .map((parts) => parts.join('-'))

const aFraction = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 10 })

const aTime = fc
  .tuple(part(24), part(60), fc.option(part(60)), fc.option(aFraction, { freq: 4 }))
  .map(([hour, minute, second, fraction]) => {
    const seconds = second === null ? '' : `:${second}${fraction === null ? '' : `.${fraction}`}`
    return `${hour}:${minute}${seconds}`
  })

const anOffset = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom('Z', 'z', '+01', '-0330', '+05:45', '+14:00', '+15:00') },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('+', '-'), part(14), fc.constantFrom('', ':'), part(60))
      .map((parts) => parts.join('')),
  }
)

const aWrittenInstant = fc.oneof(
  { weight: 1, arbitrary: aDate },
  {
    weight: 9,
    arbitrary: fc
      .tuple(aDate, fc.constantFrom(' ', 'T', 't', ''), aTime, anOffset)
      .map((parts) => parts.join('')),
  }
)

/** Where clocks are changed in a zone in a year, to the millisecond. */
function changesIn(zone: IANAZone, year: number): number[] {
  const days = Array.from({ length: 366 }, (_, day) => Date.UTC(year, 0, 1 + day))
  return days.flatMap((day) => {
    let [before, after] = [day, day + DAY_MS]
    if (zone.offset(before) === zone.offset(after)) return []
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2)
      if (zone.offset(middle) === zone.offset(day)) before = middle
      else after = middle
    }
    return [after]
  })
}

/** A local time within some hours of a change of clocks, where there is one. */
const aTimeNearAChange = fc
  .record({
    zone: aZone,
    year: fc.integer({ min: 1970, max: 2037 }),
    place: fc.nat(9),
    minutes: fc.integer({ min: -1_600, max: 1_600 }),
    seconds: fc.nat(59),
  })
  .map(({ zone, year, place, minutes, seconds }) => {
    const changes = changesIn(IANAZone.create(zone), year)
    const near = changes.length > 0 ? changes[place % changes.length] : Date.UTC(year, place)
    const shown = DateTime.fromMillis(near, { zone }).plus({ minutes, seconds })
    return { zone, text: shown.toFormat('yyyy-MM-dd HH:mm:ss') }
  })

test.group('An instant as it is written', (group) => {
  withoutDatabase(group)

  test('is what Luxon reads, whatever is wrong with it', ({ assert }) => {
    let readable = 0
    fc.assert(
      fc.property(aWrittenInstant, aZone, (text, zone) => {
        const instant = readInstant(text, zone)
        if (instant) readable += 1
        assert.equal(instant?.toMillis(), readByLuxon(text, zone), `${text} in ${zone}`)
        assert.equal(localFormOf(text), localFormByLuxon(text))
      }),
      { numRuns: 3_000 }
    )
    assert.isAbove(readable, 500)
  })

  test('is what Luxon reads, where clocks are changed', ({ assert }) => {
    fc.assert(
      fc.property(aTimeNearAChange, ({ zone, text }) => {
        assert.equal(
          readInstant(text, zone)?.toMillis(),
          readByLuxon(text, zone),
          `${text} ${zone}`
        )
      }),
      { numRuns: 150 }
    )
  })

  test('is in the zone: the offset of any instant is the one that the runtime says', ({
    assert,
  }) => {
    const anInstant = fc.integer({ min: -1_000, max: Date.UTC(2100, 0) })
    fc.assert(
      fc.property(aZone, anInstant, fc.nat(3 * DAY_MS), (name, instant, later) => {
        const zone = IANAZone.create(name)
        for (const each of [instant, instant + later, instant])
          assert.equal(zoneOffset(zone, each), zone.offset(each))
      }),
      { numRuns: 3_000 }
    )
  })

  test('may be at an offset of half a minute, or on a day that never was', ({ assert }) => {
    for (const [text, zone] of [
      ['1972-01-07 00:00:30', 'Africa/Monrovia'],
      ['1972-01-07 00:44:15', 'Africa/Monrovia'],
      ['2011-12-30 09:00:00', 'Pacific/Apia'],
      ['2026-10-04 02:15:00', 'Australia/Lord_Howe'],
      ['2026-03-29 02:30:00', 'Europe/Paris'],
      ['2026-10-25 02:30:00', 'Europe/Paris'],
    ])
      assert.equal(readInstant(text, zone)?.toMillis(), readByLuxon(text, zone), `${text} ${zone}`)
  })
})
