import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import limiter from '@adonisjs/limiter/services/main'
import { anApiToken } from '#tests/helpers/api_tokens'
import { aMessage, aPatient } from '#tests/helpers/arrange'
import { auditTrail } from '#tests/helpers/audit_trail'
import { aConsent } from '#tests/helpers/consents'
import { withCleanDatabase } from '#tests/helpers/database'
import { aFile } from '#tests/helpers/imports'
import { aReplyRow } from '#tests/helpers/inbound_rows'
import { runAce } from '#tests/helpers/run_ace'

const PHONE = '+237677123456'
const HEADER =
  'patient_ref,first_name,last_name,birth_date,caregiver_phone,language,facility,timezone,vaccine,dose,due_on,administered_on,consent\n'

const since = async (action: string) =>
  (await auditTrail()).filter((event) => event.action === action)

/** Nothing in the audit log tells of a person. */
const CANARY = /677123456|Zulmira|Kanari/

test.group('Reads of personal data', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())
  group.each.teardown(async () => {
    if (CANARY.test(JSON.stringify(await db.from('audit_events'))))
      throw new Error('The audit log tells of a person')
  })

  test('of consents and replies are audited by row, in the name of the token', async ({
    client,
    assert,
  }) => {
    await aConsent(PHONE, 'opted_out')
    await aReplyRow({ body: 'Zulmira Kanari' })
    const { id } = await db.from('sms_consents').firstOrFail()
    const { id: reply } = await db.from('inbound_messages').firstOrFail()
    const token = await anApiToken('consents:read', 'messages:read', 'messages:write')
    const { id: tokenId } = await db.from('auth_access_tokens').firstOrFail()
    const get = async (path: string) => {
      const response = await client.get(`/api/v1${path}`).bearerToken(token)
      response.assertStatus(200)
    }
    await get(`/consents?phone_number=${encodeURIComponent(PHONE)}`)
    await get(`/consents/${id}`)
    await get('/inbound-messages?unread=true')
    await client.post(`/api/v1/inbound-messages/${reply}/read`).bearerToken(token)

    const actor = `token:${tokenId}`
    const action = 'personal_data_read'
    assert.deepEqual(await since(action), [
      {
        actor,
        action,
        subject: null,
        detail: { what: 'consents', rows: [Number(id)], filter: ['phone_number'] },
      },
      { actor, action, subject: `consent:${id}`, detail: { what: 'consents' } },
      {
        actor,
        action,
        subject: null,
        detail: { what: 'inbound_messages', rows: [Number(reply)], filter: ['unread'] },
      },
      {
        actor,
        action,
        subject: `inbound_message:${reply}`,
        detail: { what: 'inbound_messages' },
      },
    ])
  })

  test('by commands are audited in the name of their caller', async ({ assert }) => {
    await aConsent(PHONE, 'opted_out')
    const { id } = await db.from('sms_consents').firstOrFail()
    assert.equal((await runAce(['consent:show', PHONE])).code, 0)
    const [event, ...others] = await since('personal_data_read')
    assert.lengthOf(others, 0)
    assert.match(event.actor, /^cli:./)
    assert.deepInclude(event, {
      subject: `consent:${id}`,
      detail: { what: 'consents', filter: ['phone_number'] },
    })
  })

  test('of messages and patients by commands are audited by row', async ({ assert }) => {
    const patient = await aPatient({ externalRef: 'Kanari-1', firstName: 'Zulmira' })
    const message = await aMessage({ patientId: patient.id, phoneNumber: PHONE })
    await runAce(['sms:list', `--phone=${PHONE}`])
    await runAce(['sms:list', '--status=failed'])
    await runAce(['sms:show', String(message.id)])
    await runAce(['patient:show', 'Kanari-1'])
    await runAce(['patient:show', 'Kanari-2'])
    const events = await since('personal_data_read')
    assert.deepEqual(
      events.map(({ subject, detail }) => [subject, detail]),
      [
        [null, { what: 'messages', rows: [message.id], filter: ['phoneNumber'] }],
        [`message:${message.id}`, { what: 'messages' }],
        [`patient:${patient.id}`, { what: 'patients' }],
      ]
    )
  })

  test('of payloads of schedules are audited', async ({ client, assert }) => {
    const payload = JSON.stringify({ phoneNumber: PHONE, message: 'Zulmira Kanari' })
    const made = ['schedule:create', '--app=sms', '--every=1h', `--payload=${payload}`, '--json']
    const { schedule } = JSON.parse((await runAce(made)).stdout)
    await runAce(['schedule:show', String(schedule.id)])
    await runAce(['schedule:list'])
    assert.deepEqual(await since('personal_data_read'), [])

    await runAce(['schedule:show', String(schedule.id), '--json'])
    await runAce(['schedule:list', '--json'])
    const token = await anApiToken('schedules:read')
    await client.get(`/api/v1/schedules/${schedule.id}`).bearerToken(token)
    const events = await since('personal_data_read')
    assert.deepEqual(
      events.map(({ subject, detail }) => [subject, detail]),
      [
        [`schedule:${schedule.id}`, { what: 'schedules' }],
        [null, { what: 'schedules', rows: [schedule.id] }],
        [`schedule:${schedule.id}`, { what: 'schedules' }],
      ]
    )
  })

  test('imports are audited from their beginning to their end', async ({ assert }) => {
    const row = `P-1,Zulmira,Kanari,2025-06-01,${PHONE},fr,CSI-1,Africa/Douala,MR,1,2026-12-10,,yes\n`
    const file = await aFile(`${HEADER}${row}P-2,,,,,,,,,,,,\n`, 'Zulmira.csv')
    await runAce(['sms:import', file, '--dry-run'])
    assert.deepEqual(await auditTrail(), [])

    await runAce(['sms:import', file])
    const { id } = await db.from('imported_files').firstOrFail()
    const [started, ended] = await auditTrail()
    const of = { actor: started.actor, subject: `imported_file:${id}` }
    assert.match(started.actor, /^cli:./)
    assert.deepInclude(started, { ...of, action: 'import_started' })
    assert.match(started.detail.fingerprint, /^[0-9a-f]{16}$/)
    assert.deepEqual(ended, {
      ...of,
      action: 'import_ended',
      detail: {
        replace: false,
        outcome: 'done',
        rows: 2,
        created: 1,
        updated: 0,
        unchanged: 0,
        rejected: 1,
      },
    })
  })
})
