import { test } from '@japa/runner'
import { FrozenClock } from '#app/clock'
import Immunization from '#models/immunization'
import Patient from '#models/patient'
import SmsConsent from '#models/sms_consent'
import SmsMessage from '#models/sms_message'
import { anImmunization, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import {
  configWith,
  events,
  reconcilerAt,
  reminders,
  remindersInShort,
} from '#tests/helpers/reminders'

/** Five days before the due date 2026-03-10: the seven-day reminder is due, the others have time. */
const NOW = '2026-03-05T05:00:00Z'

/** A reminder that a worker holds, ready to be committed to `sending`. */
const LEASE = { leaseToken: 'token', leaseUntil: 4_000_000_000_000, claimedBy: 'worker-1' }

test.group('Changes after a reminder was planned', (group) => {
  withCleanDatabase(group)
  const clock = new FrozenClock(NOW)
  const run = () => reconcilerAt(clock).run()

  group.each.setup(async () => {
    clock.travelTo(NOW)
    const patient = await aPatient({ caregiverPhone: '+237690000001' })
    await anImmunization({ patientId: patient.id })
    await run()
    await SmsMessage.query().update(LEASE)
  })

  test('nothing has changed: nothing is written', async ({ assert }) => {
    const before = await reminders()
    for (let n = 0; n < 10; n++) {
      assert.containSubset(await run(), {
        immunizations: 1,
        planned: 0,
        suppressed: 0,
        cancelled: 0,
        rescheduled: 0,
        reopened: 0,
      })
    }
    assert.deepEqual(await reminders(), before)
    assert.isEmpty(await events())
  })

  test('a moved due date cancels the old reminder and plans the new one', async ({ assert }) => {
    await Immunization.query().update({ dueOn: '2026-03-12' })
    assert.containSubset(await run(), { cancelled: 1, planned: 1 })
    assert.deepEqual(await remindersInShort(), [
      '7_day_reminder 2026-03-10 cancelled due_date_moved',
      '7_day_reminder 2026-03-12 pending',
    ])
    const [old] = await reminders()
    assert.isNull(old.lease_token)
    assert.deepEqual(await events(), [
      {
        message_id: old.id,
        actor: 'reconciliation',
        from_status: 'pending',
        to_status: 'cancelled',
        reason: 'due_date_moved',
      },
    ])
  })

  test('a due date that moves there and back opens the same reminder again', async ({ assert }) => {
    const [first] = await reminders()
    await Immunization.query().update({ dueOn: '2026-06-30' })
    await run()
    await Immunization.query().update({ dueOn: '2026-03-10' })
    assert.containSubset(await run(), { reopened: 1, planned: 0 })
    const [again, ...others] = await reminders()
    assert.isEmpty(others)
    assert.containSubset(again, { id: first.id, status: 'pending', reason: null })
    assert.deepEqual(
      (await events()).map(({ from_status: from, to_status: to }) => `${from} ${to}`),
      ['pending cancelled', 'cancelled pending']
    )
  })

  test('what was sent stays sent, and the new date gets its own', async ({ assert }) => {
    await SmsMessage.query().update({ status: 'sent', attemptCount: 1 })
    await Immunization.query().update({ dueOn: '2026-03-12' })
    await run()
    await Immunization.query().update({ dueOn: '2026-03-10' })
    assert.containSubset(await run(), { planned: 0, reopened: 0, cancelled: 1 })
    assert.deepEqual(await remindersInShort(), [
      '7_day_reminder 2026-03-10 sent',
      '7_day_reminder 2026-03-12 cancelled due_date_moved',
    ])
  })

  test('a visit closes what is open, a visit taken back opens it', async ({ assert }) => {
    await Immunization.query().update({ administeredOn: '2026-03-04' })
    assert.containSubset(await run(), { cancelled: 1 })
    assert.deepEqual(await remindersInShort(), [
      '7_day_reminder 2026-03-10 cancelled visit_recorded',
    ])
    assert.isNull((await reminders())[0].lease_token)
    await Immunization.query().update({ administeredOn: null })
    assert.containSubset(await run(), { reopened: 1 })
    assert.deepEqual(await remindersInShort(), ['7_day_reminder 2026-03-10 pending'])
  })

  test('no phone, an opt-out or an inactive patient suppress, and only as long as they last', async ({
    assert,
  }) => {
    const consent = await SmsConsent.create({
      phoneNumber: '+237690000001',
      status: 'opted_in',
      source: 'test',
    })
    const causes = {
      no_phone: {
        on: () => Patient.query().update({ caregiverPhone: null }),
        off: () => Patient.query().update({ caregiverPhone: '+237690000001' }),
      },
      opted_out: {
        on: () => consent.merge({ status: 'opted_out' }).save(),
        off: () => consent.merge({ status: 'opted_in' }).save(),
      },
      patient_inactive: {
        on: () => Patient.query().update({ status: 'deceased' }),
        off: () => Patient.query().update({ status: 'active' }),
      },
    }
    for (const [reason, cause] of Object.entries(causes)) {
      await cause.on()
      assert.containSubset(await run(), { suppressed: 1 })
      assert.deepEqual(await remindersInShort(), [`7_day_reminder 2026-03-10 suppressed ${reason}`])
      await cause.off()
      assert.containSubset(await run(), { reopened: 1 })
      assert.deepEqual(await remindersInShort(), ['7_day_reminder 2026-03-10 pending'])
    }
  })

  test('a reminder is not opened again after its deadline, nor one that left once', async ({
    assert,
  }) => {
    await Patient.query().update({ caregiverPhone: null })
    await run()
    await Patient.query().update({ caregiverPhone: '+237690000001' })
    await SmsMessage.query().update({ attemptCount: 1 })
    assert.containSubset(await run(), { reopened: 0 })
    await SmsMessage.query().update({ attemptCount: 0 })
    clock.travelTo('2026-03-08T19:00:00Z')
    assert.containSubset(await run(), { reopened: 0, planned: 1 })
  })

  test('a new phone reaches the open reminder and takes it from its worker', async ({ assert }) => {
    await Patient.query().update({ caregiverPhone: '+237690000002', language: 'en' })
    assert.containSubset(await run(), { rescheduled: 1 })
    const [row] = await reminders()
    assert.containSubset(row, {
      status: 'pending',
      phone_number: '+237690000002',
      language: 'en',
      lease_token: null,
      planned_at: '2026-03-03 08:00:00',
      scheduled_at: '2026-03-05 05:00:00',
    })
  })

  test('a retry that waits keeps its time', async ({ assert }) => {
    await SmsMessage.query().update({ attemptCount: 1, scheduledAt: '2026-03-05 06:00:00' })
    await reconcilerAt(clock, configWith({ sevenDay: { timeOfDay: '10:00' } })).run()
    const [row] = await reminders()
    assert.equal(row.planned_at, '2026-03-03 09:00:00')
    assert.equal(row.scheduled_at, '2026-03-05 06:00:00')
  })

  test('a rehearsal counts the same and changes nothing', async ({ assert }) => {
    await Immunization.query().update({ dueOn: '2026-03-12' })
    const before = await reminders()
    const { texts, ...rehearsed } = await reconcilerAt(clock).run({ dryRun: true })
    assert.deepEqual(await reminders(), before)
    assert.isEmpty(await events())
    const done = await run()
    assert.deepEqual({ ...rehearsed, durationMs: 0 }, { ...done, durationMs: 0 })
  })
})
