import { test } from '@japa/runner'
import { FrozenClock } from '#app/clock'
import Facility from '#models/facility'
import SmsConsent from '#models/sms_consent'
import { aFacility, anImmunization, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import {
  configWith,
  events,
  reconcilerAt,
  reminders,
  remindersInShort,
} from '#tests/helpers/reminders'

/** The due date of an immunization is 2026-03-10 unless told otherwise, its facility is one hour ahead of UTC. */
test.group('Planning reminders', (group) => {
  withCleanDatabase(group)

  test('plans each reminder two days ahead of its time', async ({ assert }) => {
    await anImmunization()
    const clock = new FrozenClock('2026-03-01T07:59:00Z')
    await reconcilerAt(clock).run()
    assert.isEmpty(await reminders())

    const expected = [
      ['2026-03-01T08:00:00Z', '7_day_reminder', '2026-03-03 08:00:00', '2026-03-08 19:00:00', 2],
      ['2026-03-07T08:00:00Z', '1_day_reminder', '2026-03-09 08:00:00', '2026-03-10 19:00:00', 1],
      ['2026-03-09T13:00:00Z', 'overdue_reminder', '2026-03-11 13:00:00', '2026-03-14 19:00:00', 2],
    ] as const
    for (const [index, [now, type, plannedAt, expiresAt, priority]] of expected.entries()) {
      clock.travelTo(now)
      const { planned, suppressed } = await reconcilerAt(clock).run()
      assert.deepEqual({ planned, suppressed }, { planned: 1, suppressed: 0 })
      const row = (await reminders())[index]
      assert.containSubset(row, {
        message_type: type,
        status: 'pending',
        planned_at: plannedAt,
        scheduled_at: plannedAt,
        expires_at: expiresAt,
        due_on: '2026-03-10',
        rule_version: 1,
        priority,
        language: 'fr',
        attempt_count: 0,
      })
      assert.match(row.dedupe_key, new RegExp(`^immunization:\\d+:${type}:2026-03-10:v1$`))
    }
  })

  test('uses the zone of the facility, or the one of the rule', async ({ assert }) => {
    const facility = await aFacility({ timezone: 'Asia/Kolkata' })
    await anImmunization({ patientId: (await aPatient({ facilityId: facility.id })).id })
    const clock = new FrozenClock('2026-03-07T12:00:00Z')
    await reconcilerAt(clock, configWith({ oneDay: { timezone: 'Africa/Nairobi' } })).run()
    const planned = Object.fromEntries((await reminders()).map((row) => [row.message_type, row]))
    assert.equal(planned['7_day_reminder'].planned_at, '2026-03-03 03:30:00')
    assert.equal(planned['1_day_reminder'].planned_at, '2026-03-09 06:00:00')
    assert.equal(planned['1_day_reminder'].expires_at, '2026-03-10 17:00:00')
  })

  test('a facility with an unknown zone keeps nobody else back', async ({ assert }) => {
    const facility = await aFacility({ timezone: 'Mars/Olympus' })
    await anImmunization({ patientId: (await aPatient({ facilityId: facility.id })).id })
    await anImmunization()
    const { planned } = await reconcilerAt(new FrozenClock('2026-03-02T05:00:00Z')).run()
    assert.equal(planned, 2)
  })

  test('a late registration gets the reminder that still makes sense', async ({ assert }) => {
    await anImmunization()
    const clock = new FrozenClock('2026-03-09T12:00:00Z')
    const summary = await reconcilerAt(clock).run()
    assert.deepEqual(await remindersInShort(), [
      '7_day_reminder 2026-03-10 suppressed late',
      '1_day_reminder 2026-03-10 pending',
    ])
    assert.containSubset(summary, { immunizations: 1, planned: 1, suppressed: 1, complete: true })
    /** Due from now on, whatever was planned: it has not been waiting since the morning. */
    assert.containSubset((await reminders())[1], {
      planned_at: '2026-03-09 08:00:00',
      scheduled_at: '2026-03-09 12:00:00',
    })
  })

  test('history gets no rows, not even suppressed ones', async ({ assert }) => {
    await anImmunization({ dueOn: '2020-01-01' })
    await anImmunization({ dueOn: '2026-03-05' })
    const clock = new FrozenClock('2026-03-09T19:00:00Z')
    await reconcilerAt(clock).run()
    assert.isEmpty(await reminders())
  })

  test('a recorded visit needs no reminder', async ({ assert }) => {
    await anImmunization({ administeredOn: '2026-02-27' })
    await reconcilerAt(new FrozenClock('2026-03-03T05:00:00Z')).run()
    assert.isEmpty(await reminders())
  })

  test('says why nobody can be reached', async ({ assert }) => {
    const facilityId = (await aFacility()).id
    const optedOut = await aPatient({ facilityId })
    await SmsConsent.create({
      phoneNumber: optedOut.caregiverPhone!,
      status: 'opted_out',
      source: 'test',
    })
    for (const patient of [
      await aPatient({ facilityId, caregiverPhone: null }),
      optedOut,
      await aPatient({ facilityId, status: 'moved_away' }),
      await aPatient({ facilityId }),
    ]) {
      await anImmunization({ patientId: patient.id })
    }
    const summary = await reconcilerAt(new FrozenClock('2026-03-03T05:00:00Z')).run()
    assert.deepEqual(await remindersInShort(), [
      '7_day_reminder 2026-03-10 suppressed no_phone',
      '7_day_reminder 2026-03-10 suppressed opted_out',
      '7_day_reminder 2026-03-10 suppressed patient_inactive',
      '7_day_reminder 2026-03-10 pending',
    ])
    assert.containSubset(summary, { planned: 1, suppressed: 3 })
    assert.isEmpty(await events())
  })

  test('speaks the language of the patient, else of the facility', async ({ assert }) => {
    const facility = await aFacility({ language: 'en' })
    await anImmunization({
      patientId: (await aPatient({ facilityId: facility.id, language: null })).id,
    })
    await anImmunization({
      patientId: (await aPatient({ facilityId: facility.id, language: 'fr' })).id,
    })
    await reconcilerAt(new FrozenClock('2026-03-03T05:00:00Z')).run()
    assert.deepEqual(
      (await reminders()).map((row) => row.language),
      ['en', 'fr']
    )
  })

  test('only the types that were asked for', async ({ assert }) => {
    await anImmunization()
    const clock = new FrozenClock('2026-03-10T05:00:00Z')
    await reconcilerAt(clock).run({ types: ['overdue_reminder'] })
    assert.deepEqual(await remindersInShort(), ['overdue_reminder 2026-03-10 pending'])
    await assert.rejects(
      () => reconcilerAt(clock).run({ types: ['birthday'] }),
      /types is "birthday"/
    )
  })

  test('a date plans further ahead and writes nothing off', async ({ assert }) => {
    await anImmunization()
    const clock = new FrozenClock('2026-03-02T05:00:00Z')
    await reconcilerAt(clock).run({ date: '2026-03-09' })
    assert.deepEqual(await remindersInShort(), [
      '7_day_reminder 2026-03-10 pending',
      '1_day_reminder 2026-03-10 pending',
    ])
    await assert.rejects(() => reconcilerAt(clock).run({ date: '9 March' }), /date is "9 March"/)
  })

  test('stops between two pages when told to', async ({ assert }) => {
    const { facilityId } = await aPatient()
    for (let n = 0; n < 3; n++) {
      await anImmunization({
        patientId: (await aPatient({ facilityId })).id,
        dueOn: `2026-03-1${n}`,
      })
    }
    const stop = new AbortController()
    const reconciler = reconcilerAt(new FrozenClock('2026-03-04T05:00:00Z'))
    const first = await reconciler.run({
      signal: stop.signal,
      onProgress: ({ planned }) => planned && stop.abort(),
    })
    assert.containSubset(first, { planned: 1, complete: false })
    assert.containSubset(await reconciler.run(), { planned: 2, complete: true })
  })

  test('the facility of a patient may move to another zone', async ({ assert }) => {
    const { patientId } = await anImmunization()
    const clock = new FrozenClock('2026-03-02T05:00:00Z')
    await reconcilerAt(clock).run()
    await Facility.query().update({ timezone: 'Africa/Abidjan' })
    const { rescheduled } = await reconcilerAt(clock).run()
    assert.equal(rescheduled, 1)
    const [row] = await reminders()
    assert.equal(row.scheduled_at, '2026-03-03 09:00:00')
    assert.equal(row.expires_at, '2026-03-08 20:00:00')
    assert.exists(patientId)
  })
})
