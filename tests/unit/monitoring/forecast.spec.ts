import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { outlookOf, type Bundle } from '#monitoring/forecast/account_outlook'
import { MakeForecast } from '#monitoring/forecast/make_forecast'
import { waitingSms } from '#monitoring/forecast/planned_sms'
import { storedForecast } from '#monitoring/forecast/stored_forecast'
import { fromSqlInstant } from '#storage/instants'
import { aFacility, aMessage, anImmunization, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { listeningClient, planOf } from '#tests/helpers/query_plans'

const NOW = '2026-03-10T05:00:00Z'
const forecastAt = async (instant = NOW) =>
  (await make(MakeForecast, new FrozenClock(instant), { timezone: 'Africa/Douala' })).run()

test.group('The forecast', (group) => {
  withCleanDatabase(group)

  test('counts what waits once, and reminders without a row as the rules would plan them', async ({
    assert,
  }) => {
    const facility = await aFacility({ code: 'NRB1', timezone: 'Africa/Nairobi' })
    const { id: patientId } = await aPatient({ facilityId: facility.id })
    const planned = await anImmunization({ patientId, vaccine: 'Penta', dueOn: '2026-03-11' })
    await aMessage({
      messageType: '1_day_reminder',
      patientId,
      immunizationId: planned.id,
      dueOn: '2026-03-11',
      scheduledAt: fromSqlInstant('2026-03-10 06:00:00'),
    })
    await anImmunization({ patientId, vaccine: 'RR', dueOn: '2026-03-15' })

    const { total, days, facilities } = await forecastAt()
    /** 09:00 in Nairobi is 07:00 in Douala; Penta: that day and, overdue, two days on; RR: the day before. */
    assert.deepEqual(days, [
      { date: '2026-03-10', sms: 1, hours: [{ hour: 7, sms: 1 }] },
      { date: '2026-03-12', sms: 1, hours: [{ hour: 12, sms: 1 }] },
      { date: '2026-03-14', sms: 1, hours: [{ hour: 7, sms: 1 }] },
      { date: '2026-03-16', sms: 1, hours: [{ hour: 12, sms: 1 }] },
    ])
    assert.equal(total, 4)
    assert.deepEqual(facilities, [{ code: 'NRB1', sms: 4 }])
  })

  test('leaves out children who get no reminders, and doses that were given', async ({
    assert,
  }) => {
    const gone = await aPatient({ status: 'moved' })
    await anImmunization({ patientId: gone.id, dueOn: '2026-03-15' })
    const unreachable = await aPatient({ caregiverPhone: null })
    await anImmunization({ patientId: unreachable.id, dueOn: '2026-03-15' })
    const { id } = await anImmunization({ dueOn: '2026-03-15' })
    await db.from('immunizations').where('id', id).update('administered_on', '2026-03-09')
    assert.equal((await forecastAt()).total, 0)
  })

  test('puts what is due already into this hour, and keeps the newest forecast', async ({
    assert,
  }) => {
    await aMessage({ scheduledAt: fromSqlInstant('2026-03-09 06:00:00') })
    await forecastAt('2026-03-09T05:00:00Z')
    const { days } = await forecastAt()
    assert.deepEqual(days, [{ date: '2026-03-10', sms: 1, hours: [{ hour: 6, sms: 1 }] }])
    assert.equal((await storedForecast(db.connection()))!.madeAt, NOW)
  })

  test('walks what waits along its index', async ({ assert }) => {
    const { client, statements } = listeningClient()
    const from = fromSqlInstant('2026-03-10 05:00:00')
    await waitingSms(client, { from, until: from.plus({ days: 7 }) }, [
      { name: 'log', prefixes: [] },
    ])
    assert.notMatch(await planOf(statements[0]), /SCAN m\b|Seq Scan on sms_messages/)
  })
})

const BUNDLE: Bundle = {
  account: 'cm',
  ratePerSecond: 5,
  countedIn: 'messages',
  units: 1_000,
  expiresAt: null,
}
const CONDITIONS = { timezone: 'Africa/Douala', segments: 1.5, openMinutes: 720 }
const week = (...sms: number[]) =>
  sms.map((count, index) => ({ date: `2026-03-1${index}`, sms: count, hours: [] }))

test.group('The outlook of an account', () => {
  test('names the first day for which units are missing, and how many', ({ assert }) => {
    const outlook = outlookOf(BUNDLE, week(400, 300, 100), CONDITIONS)
    assert.containSubset(outlook, { needed: 1_200, endsOn: '2026-03-11', missing: 200 })
    assert.containSubset(outlookOf(BUNDLE, week(400, 200), CONDITIONS), {
      endsOn: null,
      missing: 0,
    })
  })

  test('knows that units are of no use after their bundle has expired', ({ assert }) => {
    const expiring = { ...BUNDLE, expiresAt: '2026-03-10T22:59:00Z' }
    const outlook = outlookOf(expiring, week(100, 100), CONDITIONS)
    assert.containSubset(outlook, { endsOn: '2026-03-11', missing: 150 })
  })

  test('names days that do not fit into their window', ({ assert }) => {
    const outlook = outlookOf(BUNDLE, week(10, 216_001, 216_000), CONDITIONS)
    assert.deepEqual(outlook.overfull, ['2026-03-11'])
    assert.deepEqual(outlook.busiest, { date: '2026-03-11', sms: 216_001, minutes: 721 })
    const bySegments = outlookOf({ ...BUNDLE, countedIn: 'segments' }, week(216_000), CONDITIONS)
    assert.deepEqual(bySegments.overfull, ['2026-03-10'])
  })

  test('judges no units that were never read', ({ assert }) => {
    const outlook = outlookOf({ ...BUNDLE, units: null }, week(400), CONDITIONS)
    assert.containSubset(outlook, { endsOn: null, missing: 0 })
  })
})
