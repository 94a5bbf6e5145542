import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { MAGIC_NUMBERS } from '#emulator/magic_numbers'
import SmsMessage from '#models/sms_message'
import { runAceProcess } from '#tests/helpers/ace_process'
import { anApiToken } from '#tests/helpers/api_tokens'
import { aMessage, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { orangeEnvironment } from '#tests/helpers/orange_runs'
import { WebProcess } from '#tests/helpers/web_process'
import { aConsent } from '#tests/helpers/consents'
import { aWebhookLog } from '#tests/helpers/inbound_rows'

const CANARY_TEXT = 'Zulmira Kanari'
const CANARY_PREFIX = '69777'

/** Faults that would pause the account before the others had their turn. */
const PAUSES = ['bad_credentials', 'no_credit', 'contract_expired', 'wrong_sender']

test.group('Phone numbers, names and texts', (group) => {
  withCleanDatabase(group)

  test('reach no log and no error, whatever the operator answers', async ({ assert }) => {
    const emulator = await OrangeEmulator.start({ ratePerSecond: null })
    const endings = Object.entries(MAGIC_NUMBERS).filter(([, { fault }]) => !PAUSES.includes(fault))
    for (const [ending] of endings) {
      await aMessage({
        phoneNumber: `+237${CANARY_PREFIX}${ending}`,
        body: `Bonjour ${CANARY_TEXT}`,
      })
    }
    await aMessage({ phoneNumber: `+237${CANARY_PREFIX}1234`, body: `${CANARY_TEXT} `.repeat(60) })

    const { code, stdout, stderr } = await runAceProcess(['sms:process', '--json'], {
      ...orangeEnvironment(emulator.url, { ratePerSecond: 500 }),
      LOG_LEVEL: 'trace',
      ORANGE_TIMEOUT_MS: '3000',
    })
    await emulator.stop()

    assert.equal(code, 0)
    assert.isAbove(stderr.split('\n').length, endings.length, 'every answer was logged')
    const written = [
      stdout,
      stderr,
      JSON.stringify(await db.from('sms_attempts')),
      JSON.stringify(await db.from('sms_message_events')),
      JSON.stringify(await db.from('sms_messages').select('error_code', 'error_message', 'reason')),
      JSON.stringify(await db.from('gateway_accounts')),
    ]
    for (const text of written) {
      assert.notInclude(text, CANARY_PREFIX)
      assert.notInclude(text, 'Zulmira')
    }
  })

  test('reach no log when somebody is erased, by command or over the API', async ({ assert }) => {
    const canary = (n: number) => ({
      externalRef: `KANARI-REF-${n}`,
      firstName: 'Zulmira',
      lastName: 'Kanari',
      caregiverPhone: `+237${CANARY_PREFIX}000${n}`,
    })
    const refs = []
    for (const n of [1, 2, 3]) {
      const patient = await aPatient(canary(n))
      await aMessage({
        patientId: patient.id,
        phoneNumber: patient.caregiverPhone,
        body: CANARY_TEXT,
      })
      await aConsent(patient.caregiverPhone!, 'opted_out')
      await aWebhookLog({
        state: 'received',
        phone_number: patient.caregiverPhone,
        body: CANARY_TEXT,
      })
      refs.push(patient.externalRef)
    }
    const { id } = await SmsMessage.findByOrFail('phone_number', canary(2).caregiverPhone)
    const lease = { status: 'sending', lease_until: Date.now() + 60_000 }
    await db.from('sms_messages').where('id', id).update(lease)

    const commands = [
      [refs[0]],
      [`--phone=${canary(1).caregiverPhone}`],
      [refs[1]],
      ['--phone=69777'],
    ]
    const written: string[] = []
    for (const args of commands) {
      const trace = { LOG_LEVEL: 'trace' }
      const { stdout, stderr } = await runAceProcess(
        ['patient:erase', ...args, '--yes', '--json'],
        trace
      )
      written.push(stdout, stderr)
    }
    const token = await anApiToken('patients:write')
    const web = await WebProcess.start({ LOG_LEVEL: 'trace' })
    const statuses = []
    for (const ref of [refs[2], refs[1], 'KANARI-REF-4', `KANARI-REF-${'5'.repeat(100)}`]) {
      const headers = { authorization: `Bearer ${token}` }
      const response = await fetch(`${web.url}/api/v1/patients/${ref}`, {
        method: 'DELETE',
        headers,
      })
      statuses.push(response.status)
      written.push(await response.text())
    }
    const log = await web.stop()
    assert.deepEqual(statuses, [200, 409, 404, 422])
    assert.include(log, 'erasure of a person')
    written.push(log, JSON.stringify(await db.from('audit_events')))
    assert.lengthOf(await db.from('audit_events').where('action', 'person_erased'), 3)
    for (const text of written) {
      for (const trace of [CANARY_PREFIX, 'Zulmira', 'Kanari', 'KANARI'])
        assert.notInclude(text, trace)
    }
  })
})
