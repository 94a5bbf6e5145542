import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { ReadResults } from '#evaluation/read_results'
import { RecordVisits } from '#evaluation/record_visits'
import { visitsOfDay } from '#evaluation/visits_of_day'
import { aFacility, anImmunization, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { listeningClient, planOf } from '#tests/helpers/query_plans'
import { aMessageThatMoved } from '#tests/helpers/sent_messages'

const EVALUATION = { visitWithinDays: 14, recordedWithinDays: 7 }
const REMINDED_AT = '2026-03-10 08:00:00'

const at = async <Made>(part: new (...parts: any[]) => Made, instant: string) =>
  make(part, new FrozenClock(instant), { evaluation: EVALUATION, timezone: 'UTC' })
const recordAt = async (instant: string) => (await at(RecordVisits, instant)).run()
const readAt = async (instant: string, request = {}) =>
  (await at(ReadResults, instant)).run(request)

interface Reminder {
  givenOn?: string | null
  isHeldOut?: boolean
  facilityId?: number
  vaccine?: string
  at?: string
}

/** A child whose reminder had its first try, or was held out, at that time. */
async function aReminder({
  givenOn = null,
  isHeldOut = false,
  facilityId,
  vaccine = 'Penta',
  at: moment = REMINDED_AT,
}: Reminder) {
  const { id: patientId } = await aPatient(facilityId ? { facilityId } : {})
  const { id: immunizationId } = await anImmunization({ patientId, vaccine, dueOn: '2026-03-11' })
  await db.from('immunizations').where('id', immunizationId).update({ administered_on: givenOn })
  const moved = isHeldOut
    ? { status: 'suppressed' as const, reason: 'held_out', from: 'pending' as const }
    : { status: 'sending' as const, from: 'pending' as const }
  const { id } = await aMessageThatMoved(moment, { patientId, immunizationId, ...moved })
  return { id, immunizationId }
}

test.group('Doses given after reminders', (group) => {
  withCleanDatabase(group)

  test('count from the day of the reminder to the last of the time, in both groups', async ({
    assert,
  }) => {
    for (const givenOn of ['2026-03-10', '2026-03-24', '2026-03-25', null])
      await aReminder({ givenOn })
    await aReminder({ givenOn: '2026-03-09' })
    await aReminder({ isHeldOut: true, givenOn: '2026-03-12' })
    await aReminder({ isHeldOut: true })

    await recordAt('2026-03-25T00:05:00Z')
    assert.lengthOf((await readAt('2026-03-25T09:00:00Z')).groups, 1)
    const { total } = await readAt('2026-03-25T09:00:00Z')
    assert.include(total.reminded, { reminders: 4, visits: 2 })
    assert.include(total.heldOut, { reminders: 2, visits: 1 })
    assert.equal(total.difference!.share, 0)
  })

  test('are counted when their time is over, and again while visits are recorded late', async ({
    assert,
  }) => {
    const { immunizationId } = await aReminder({})
    await recordAt('2026-03-24T00:05:00Z')
    assert.lengthOf((await readAt('2026-03-24T09:00:00Z')).groups, 0)
    await recordAt('2026-03-25T00:05:00Z')
    assert.equal((await readAt('2026-03-25T09:00:00Z')).total.reminded.visits, 0)

    await db
      .from('immunizations')
      .where('id', immunizationId)
      .update('administered_on', '2026-03-20')
    await recordAt('2026-03-31T00:05:00Z')
    const { total } = await readAt('2026-03-31T09:00:00Z')
    assert.include(total.reminded, { reminders: 1, visits: 1 })
  })

  test('stay when their messages are deleted', async ({ assert }) => {
    const { id } = await aReminder({ givenOn: '2026-03-12' })
    await recordAt('2026-03-26T00:05:00Z')
    await db.from('sms_message_events').where('message_id', id).delete()
    await recordAt('2026-04-12T00:05:00Z')
    assert.include((await readAt('2026-04-12T09:00:00Z')).total.reminded, { visits: 1 })
  })

  test('count a message once, at its first try', async ({ assert }) => {
    const { id } = await aReminder({ givenOn: '2026-03-12' })
    await db.table('sms_message_events').insert({
      message_id: id,
      at: '2026-03-10 09:00:00',
      actor: 'sweep',
      from_status: 'pending',
      to_status: 'sending',
    })
    await recordAt('2026-03-26T00:05:00Z')
    assert.include((await readAt('2026-03-26T09:00:00Z')).total.reminded, { reminders: 1 })
  })

  test('are told apart by type, facility, vaccine and dose', async ({ assert }) => {
    const { id: facilityId } = await aFacility({ code: 'DLA1' })
    await aReminder({ facilityId, vaccine: 'Penta', givenOn: '2026-03-12' })
    await aReminder({ vaccine: 'RR' })
    await recordAt('2026-03-26T00:05:00Z')
    const names = async (by: string) =>
      (await readAt('2026-03-26T09:00:00Z', { by })).groups.map(({ name }) => name)
    assert.includeMembers(await names('facility'), ['DLA1'])
    assert.deepEqual(await names('vaccine'), ['Penta', 'RR'])
    assert.lengthOf(await names('dose'), 2)
    assert.lengthOf(await names('type'), 1)
  })

  test('refuse what cannot be read, and say what can', async ({ assert }) => {
    const read = (request: object) => readAt('2026-03-26T09:00:00Z', request)
    await assert.rejects(() => read({ by: 'child' }), /by is "child", allowed: type, facility/)
    await assert.rejects(
      () => read({ from: '2026-02-30' }),
      /from "2026-02-30" is a day that does not exist/
    )
    await assert.rejects(() => read({ from: '2026-03-02', to: '2026-03-01' }), /is after to/)
  })

  test('walk the events of their day alone', async ({ assert }) => {
    const { client, statements } = listeningClient()
    const day = { date: '2026-03-10', start: '2026-03-10 00:00:00', end: '2026-03-11 00:00:00' }
    await visitsOfDay(client, day, '2026-03-24')
    const plan = await planOf(statements[0])
    assert.include(plan, 'sms_message_events_by_time')
    assert.notMatch(plan, /SCAN (e|m|i|p|f|b)\b|Seq Scan/)
  })
})
