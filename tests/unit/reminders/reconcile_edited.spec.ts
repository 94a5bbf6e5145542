import { test } from '@japa/runner'
import { FrozenClock } from '#app/clock'
import Immunization from '#models/immunization'
import Patient from '#models/patient'
import SmsConsent from '#models/sms_consent'
import SmsMessage from '#models/sms_message'
import { anImmunization, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { reconcilerAt, reminders, remindersInShort } from '#tests/helpers/reminders'

/** Five days before the due date 2026-03-10: the seven-day reminder is due, the others have time. */
const NOW = '2026-03-05T05:00:00Z'

test.group('Changes after a person edited a reminder', (group) => {
  withCleanDatabase(group)
  const clock = new FrozenClock(NOW)
  const run = () => reconcilerAt(clock).run()
  const EDITED = '+237677123456'

  group.each.setup(async () => {
    const patient = await aPatient({ caregiverPhone: '+237690000001' })
    await anImmunization({ patientId: patient.id })
    await run()
    await SmsMessage.query().update({ phoneNumber: EDITED, editedAttemptCount: 0 })
  })

  test('the number stays the one that the person gave', async ({ assert }) => {
    assert.containSubset(await run(), { rescheduled: 0 })
    await Patient.query().update({ caregiverPhone: '+237690000002' })
    assert.containSubset(await run(), { rescheduled: 0 })
    assert.equal((await reminders())[0].phone_number, EDITED)
  })

  test('a no of the caregiver whose number it was does not stop it', async ({ assert }) => {
    await SmsConsent.create({
      phoneNumber: '+237690000001',
      status: 'opted_out',
      source: 'staff',
    })
    assert.containSubset(await run(), { suppressed: 0 })
    assert.deepEqual(await remindersInShort(), ['7_day_reminder 2026-03-10 pending'])
  })

  test('a no from the new number does', async ({ assert }) => {
    await SmsConsent.create({ phoneNumber: EDITED, status: 'opted_out', source: 'staff' })
    assert.containSubset(await run(), { suppressed: 1 })
    await SmsConsent.query().update({ status: 'opted_in' })
    assert.containSubset(await run(), { reopened: 1 })
    assert.equal((await reminders())[0].phone_number, EDITED)
  })

  test('a recorded visit still cancels it', async ({ assert }) => {
    await Immunization.query().update({ administeredOn: '2026-03-05' })
    assert.containSubset(await run(), { cancelled: 1 })
  })
})
