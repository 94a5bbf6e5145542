import { test } from '@japa/runner'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { dueDatesInBand, slotsOn, type SlotSettings } from '#reminders/reminder_slots'
import type { ReminderRule } from '#settings/sms_scheduler_config'
import { fromSqlInstant } from '#storage/instants'
import { withoutDatabase } from '#tests/helpers/without_database'

const NOW = DateTime.fromISO('2026-03-28T21:00:00Z', { zone: 'utc' })
const ZONES = [
  'Africa/Douala',
  'Pacific/Kiritimati',
  'America/Noronha',
  'Europe/Paris',
  'Etc/GMT+12',
]

const aTime = fc
  .integer({ min: 0, max: 24 * 60 - 1 })
  .map((minute) => `${two(minute / 60)}:${two(minute % 60)}`)
const two = (n: number) => String(Math.floor(n)).padStart(2, '0')

const aRule: fc.Arbitrary<ReminderRule> = fc
  .record(
    {
      offsetDays: fc.integer({ min: -60, max: 60 }),
      timeOfDay: aTime,
      timezone: fc.constantFrom('facility', ...ZONES),
      useful: fc.integer({ min: 1, max: 30 }),
      priority: fc.constantFrom('high', 'normal', 'low'),
      version: fc.integer({ min: 1, max: 9 }),
      window: fc.constant({ start: '06:00', end: '09:30' }),
      appliesTo: fc.constant([{ vaccine: 'RR' }]),
    },
    { requiredKeys: ['offsetDays', 'timeOfDay', 'timezone', 'useful', 'priority', 'version'] }
  )
  .map(({ useful, ...rule }) => ({
    ...rule,
    type: 'any',
    usefulUntilDays: rule.offsetDays + useful,
  })) as fc.Arbitrary<ReminderRule>

const anySettings = fc
  .record({
    rules: fc.array(aRule, { maxLength: 5 }),
    horizonDays: fc.integer({ min: 0, max: 10 }),
  })
  .map(({ rules, horizonDays }): SlotSettings => ({
    rules: rules.map((rule, n) => ({ ...rule, type: `rule_${n}` })),
    window: { end: '20:00' },
    fallbackZone: 'UTC',
    now: NOW,
    horizon: NOW.plus({ days: horizonDays }),
  }))

/** Days from today: a quarter of a year and more on either side. */
const aDay = fc
  .integer({ min: -100, max: 80 })
  .map((days) => NOW.plus({ days }).toFormat('yyyy-MM-dd'))

test.group('Slots of any rules', (group) => {
  withoutDatabase(group)
  test('are at the local time of their rule, and useful until its window ends', ({ assert }) => {
    const property = fc.property(anySettings, aDay, (settings, dueOn) => {
      const slots = slotsOn(dueOn, ZONES, settings)
      assert.lengthOf(slots, settings.rules.length * ZONES.length)
      for (const slot of slots) {
        const rule = settings.rules.find(({ type }) => type === slot.message_type)!
        const zone = rule.timezone === 'facility' ? slot.zone : rule.timezone
        const local = (instant: string) => fromSqlInstant(instant).setZone(zone)
        const dayOf = (days: number) => DateTime.fromISO(dueOn).plus({ days }).toISODate()
        const [planned, expires] = [local(slot.planned_at), local(slot.expires_at)]
        assert.isTrue(planned.toFormat('HH:mm') === rule.timeOfDay || isAfterGap(planned))
        assert.equal(planned.toISODate(), dayOf(rule.offsetDays))
        assert.equal(expires.toFormat('HH:mm'), rule.window?.end ?? '20:00')
        assert.equal(expires.toISODate(), dayOf(rule.usefulUntilDays))
        assert.isBelow(planned.toMillis(), expires.toMillis())
      }
    })
    fc.assert(property, { numRuns: 200 })
  })

  test('have no work outside the band, and what is pending is useful and near', ({ assert }) => {
    const property = fc.property(anySettings, aDay, (settings, dueOn) => {
      const slots = slotsOn(dueOn, ZONES, settings)
      if (!dueDatesInBand(settings).includes(dueOn))
        for (const { plan } of slots) assert.isNull(plan)
      for (const { plan, planned_at: planned, expires_at: expires } of slots) {
        const isUseful = fromSqlInstant(expires) > NOW
        const isNear = fromSqlInstant(planned) <= settings.horizon
        assert.equal(plan === 'pending', isUseful && isNear)
        if (plan === 'late') assert.isFalse(isUseful)
      }
    })
    fc.assert(property, { numRuns: 200 })
  })

  test('of a rule for some doses bring back no late reminder of the others', ({ assert }) => {
    const property = fc.property(anySettings, aRule, aDay, (settings, rule, dueOn) => {
      const scoped = { ...rule, type: 'scoped', appliesTo: [{ dose: '2' }] }
      const withIt = slotsOn(dueOn, ZONES, { ...settings, rules: [...settings.rules, scoped] })
      const others = withIt.filter(({ message_type: type }) => type !== 'scoped')
      assert.deepEqual(others, slotsOn(dueOn, ZONES, settings))
    })
    fc.assert(property, { numRuns: 100 })
  })
})

/** A skipped local time is the first one after the gap. */
function isAfterGap(instant: DateTime): boolean {
  return instant.offset !== instant.minus({ minutes: 1 }).offset
}
