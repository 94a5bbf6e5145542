import fc from 'fast-check'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { dueSlot, latestSlot, nextSlot } from '#timetable/due_slots'
import { withoutDatabase } from '#tests/helpers/without_database'

const DAY_MS = 86_400_000
const utc = (iso: string) => DateTime.fromISO(iso, { zone: 'utc' })
const latest = (dailyAt: string, at: string, zone: string) =>
  latestSlot({ dailyAt }, utc(at), zone).toISO({ suppressMilliseconds: true })

test.group('The slot of a time of day', (group) => {
  withoutDatabase(group)
  test('is today from its second on, and yesterday before', ({ assert }) => {
    assert.equal(latest('06:00', '2026-03-10T05:00:00Z', 'Africa/Douala'), '2026-03-10T05:00:00Z')
    assert.equal(
      latest('06:00', '2026-03-10T05:00:00.999Z', 'Africa/Douala'),
      '2026-03-10T05:00:00Z'
    )
    assert.equal(
      latest('06:00', '2026-03-10T04:59:59.999Z', 'Africa/Douala'),
      '2026-03-09T05:00:00Z'
    )
  })

  test('in the gap of spring is the first instant after it', ({ assert }) => {
    assert.equal(latest('02:30', '2026-03-29T12:00:00Z', 'Europe/Berlin'), '2026-03-29T01:00:00Z')
    assert.equal(
      latest('00:00', '2026-09-06T12:00:00Z', 'America/Santiago'),
      '2026-09-06T04:00:00Z'
    )
  })

  test('that occurs twice in autumn is the first of the two', ({ assert }) => {
    assert.equal(latest('02:30', '2026-10-25T00:45:00Z', 'Europe/Berlin'), '2026-10-25T00:30:00Z')
    assert.equal(latest('02:30', '2026-10-25T01:45:00Z', 'Europe/Berlin'), '2026-10-25T00:30:00Z')
  })

  test('comes once a local day, in every zone, whatever the clocks do', ({ assert }) => {
    const zones = ['Africa/Casablanca', 'Africa/Cairo', 'Europe/Berlin', 'America/Santiago', 'UTC']
    const minutes = fc.integer({ min: 0, max: 1_439 })
    fc.assert(
      fc.property(fc.constantFrom(...zones), minutes, (zone, minute) => {
        const dailyAt = DateTime.fromMillis(minute * 60_000, { zone: 'utc' }).toFormat('HH:mm')
        const slots = new Set<number>()
        for (let hour = 0; hour < 400 * 24; hour += 6) {
          const now = utc('2026-01-01T00:00:00Z').plus({ hours: hour })
          slots.add(latestSlot({ dailyAt }, now, zone).toMillis())
        }
        const days = [...slots].map((slot) =>
          utc(DateTime.fromMillis(slot, { zone }).toISODate()!).toMillis()
        )
        for (let n = 1; n < days.length; n++) assert.equal(days[n] - days[n - 1], DAY_MS)
      }),
      { numRuns: 20 }
    )
  })
})

test.group('The slot of an interval', (group) => {
  withoutDatabase(group)
  test('is never in the future, never an interval old, and the same for all who ask', ({
    assert,
  }) => {
    const instants = fc.integer({ min: 1_600_000_000_000, max: 2_000_000_000_000 })
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 1_440 }), (ms, everyMinutes) => {
        const slot = latestSlot(
          { everyMinutes },
          DateTime.fromMillis(ms),
          'Europe/Berlin'
        ).toMillis()
        assert.isTrue(slot <= ms && ms - slot < everyMinutes * 60_000)
        assert.equal(slot % (everyMinutes * 60_000), 0)
      })
    )
  })
})

test.group('What was missed', (group) => {
  withoutDatabase(group)
  const settings = { timezone: 'Africa/Douala', catchUpHours: 24 }

  test('is caught up: the latest slot alone', ({ assert }) => {
    const slot = dueSlot({ dailyAt: '06:00' }, utc('2026-03-12T04:00:00Z'), settings)
    assert.equal(slot?.toISO({ suppressMilliseconds: true }), '2026-03-11T05:00:00Z')
  })

  test('too long ago is not', ({ assert }) => {
    const now = utc('2026-03-10T14:00:00Z')
    assert.isNull(dueSlot({ dailyAt: '06:00' }, now, { ...settings, catchUpHours: 8 }))
    assert.isNotNull(dueSlot({ dailyAt: '06:00' }, now, { ...settings, catchUpHours: 9 }))
  })
})

test.group('The slot after an instant', (group) => {
  withoutDatabase(group)
  const next = (when: Parameters<typeof nextSlot>[0], at: string, zone: string) =>
    nextSlot(when, utc(at), zone).toISO({ suppressMilliseconds: true })

  test('is later today, or tomorrow from its second on', ({ assert }) => {
    const six = { dailyAt: '06:00' } as const
    assert.equal(next(six, '2026-03-10T04:59:59Z', 'Africa/Douala'), '2026-03-10T05:00:00Z')
    assert.equal(next(six, '2026-03-10T05:00:00Z', 'Africa/Douala'), '2026-03-11T05:00:00Z')
    assert.equal(next(six, '2026-03-28T12:00:00Z', 'Europe/Berlin'), '2026-03-29T04:00:00Z')
  })

  test('is one interval after the newest', ({ assert }) => {
    const often = { everyMinutes: 30 }
    assert.equal(next(often, '2026-03-10T05:00:00Z', 'UTC'), '2026-03-10T05:30:00Z')
    assert.equal(next(often, '2026-03-10T05:29:59Z', 'UTC'), '2026-03-10T05:30:00Z')
  })
})
