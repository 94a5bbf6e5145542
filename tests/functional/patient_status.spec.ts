import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { aMessage, aPatient, anImmunization } from '#tests/helpers/arrange'
import { auditTrail } from '#tests/helpers/audit_trail'
import { withCleanDatabase } from '#tests/helpers/database'
import { runAce } from '#tests/helpers/run_ace'

test.group('node ace patient:status', (group) => {
  withCleanDatabase(group)

  test('says what has become of a child, whose reminders are called off at once', async ({
    assert,
  }) => {
    const patient = await aPatient({ externalRef: 'P-1' })
    const dueOn = DateTime.utc().plus({ days: 8 }).toISODate()
    const { id } = await anImmunization({ patientId: patient.id, dueOn })
    const message = await aMessage({
      messageType: '7_day_reminder',
      patientId: patient.id,
      immunizationId: id,
      dueOn,
    })
    const died = await runAce(['patient:status', 'P-1', 'died', '--reason=said by the CSI'])
    assert.equal(died.code, 0)
    assert.match(died.stdout, new RegExp(`message ${message.id}: cancelled|suppressed`))
    const open = await db.from('sms_messages').where('status', 'pending')
    assert.lengthOf(open, 0)
    const [event] = (await auditTrail()).filter(({ action }) => action === 'patient_status_changed')
    assert.match(event.actor, /^cli:./)
    assert.deepEqual(event.detail, { from: 'active', to: 'died', reason: 'said by the CSI' })

    const same = await runAce(['patient:status', 'P-1', 'died', '--json'])
    assert.deepEqual(JSON.parse(same.stdout), {
      outcome: 'unchanged',
      from: 'died',
      to: 'died',
      messages: [],
    })
    assert.equal((await runAce(['patient:status', 'P-1', 'active'])).code, 1)
    assert.equal((await runAce(['patient:status', 'P-1', 'active', '--replace'])).code, 0)
  })

  test('names what it cannot do', async ({ assert }) => {
    const nobody = await runAce(['patient:status', 'P-9', 'moved', '--json'])
    assert.equal(nobody.code, 1)
    assert.deepEqual(JSON.parse(nobody.stdout), { error: 'There is no patient "P-9"' })
    const wrong = await runAce(['patient:status', 'P-9', 'gone', '--json'])
    assert.equal(wrong.code, 1)
    assert.match(JSON.parse(wrong.stdout).error, /give active, moved, died, other/)
  })
})
