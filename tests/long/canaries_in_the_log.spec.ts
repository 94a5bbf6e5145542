import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { MAGIC_NUMBERS } from '#emulator/magic_numbers'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { runAceProcess } from '#tests/helpers/ace_process'
import { anApiToken } from '#tests/helpers/api_tokens'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { aRow, csv } from '#tests/helpers/imports'
import { aReceipt, replyBody } from '#tests/helpers/operator_bodies'
import { orangeEnvironment } from '#tests/helpers/orange_runs'
import { aFolder } from '#tests/helpers/test_folder'
import { aUser, PASSWORD } from '#tests/helpers/users'
import { Visitor } from '#tests/helpers/visitor'
import { SECRET } from '#tests/helpers/webhooks'
import { WebProcess } from '#tests/helpers/web_process'

/** What no line may have, in any case of letters. */
const CANARIES = ['69888', 'ouroukamba', 'zandibolo', 'knr-77']

const TRACE = { LOG_LEVEL: 'trace' }
const phone = (ending: string) => `+23769888${ending}`
const SOON = DateTime.utc().plus({ days: 1 }).toISODate()

const A_CHILD = {
  first_name: 'Ouroukamba',
  last_name: 'Zandibolo',
  birth_date: '2026-01-27',
  consent: 'yes',
}

/** Two that are imported, and rows with every kind of fault. */
const ROWS = [
  { patient_ref: 'KNR-77-1', caregiver_phone: phone('0001') },
  { patient_ref: 'KNR-77-2', caregiver_phone: phone('0002') },
  { patient_ref: 'KNR-77-3', caregiver_phone: '69888' },
  { patient_ref: 'KNR-77-1', caregiver_phone: phone('0001'), birth_date: 'Zandibolo' },
  { patient_ref: 'KNR-77-4', caregiver_phone: phone('0004'), language: 'Zandibolo' },
  { patient_ref: 'KNR-77-5', caregiver_phone: phone('0005'), timezone: 'Ouroukamba/Zandibolo' },
]

const assertSilent = (assert: any, log: string, path: string) => {
  for (const canary of CANARIES)
    assert.notInclude(log.toLowerCase(), canary, `${path}: ${lineWith(log, canary)}`)
}

const lineWith = (log: string, canary: string) =>
  log.split('\n').find((line) => line.toLowerCase().includes(canary))

test.group('No line of the log says whom it is about', (group) => {
  withCleanDatabase(group)

  test('in import, generation, sweeps with every answer, and what people do', async ({
    assert,
  }) => {
    const file = join(await aFolder(), 'patients.csv')
    const rows = ROWS.map((row) => aRow({ ...A_CHILD, due_on: SOON, ...row }))
    await writeFile(file, csv(...rows))
    const emulator = await OrangeEmulator.start({ ratePerSecond: null })
    const faults = Object.keys(MAGIC_NUMBERS)
    for (const ending of faults) await aMessage({ phoneNumber: phone(ending), body: 'Zandibolo' })
    const environment = {
      ...TRACE,
      ...orangeEnvironment(emulator.url, { ratePerSecond: 500 }),
      ORANGE_TIMEOUT_MS: '2000',
    }

    const commands = [
      ['sms:import', file, '--json'],
      ['sms:generate', '--json'],
      ['sms:process', '--json'],
      ['consent:opt-out', phone('0002'), '--source=phone', '--evidence=Ouroukamba'],
      ['consent:opt-out', '69888Zandibolo', '--source=phone'],
      ['sms:retry', '--status=failed', '--yes', '--json'],
      ['sms:process', '--json'],
      ['patient:status', 'KNR-77-1', 'moved', '--reason=Zandibolo'],
      ['patient:show', 'KNR-77-404'],
      ['sms:list', `--phone=${phone('0001')}`, '--json'],
      ['sms:health', '--json'],
      ['audit:verify'],
    ]
    let lines = 0
    for (const command of commands) {
      const { stderr } = await runAceProcess(command, environment)
      const log = stderr.split('\n').filter((line) => line.startsWith('{'))
      lines += log.length
      assertSilent(assert, log.join('\n'), command[0])
    }
    await emulator.stop()
    assert.isAbove(lines, faults.length, 'it was logged')
    assert.isAbove((await db.from('patients')).length, 0)
  }).timeout(240_000)

  test('in receipts, replies, the API and the pages', async ({ assert }) => {
    await aMessage({ phoneNumber: phone('0001'), status: 'sent', providerMessageId: 'canary-1' })
    const { email } = await aUser({ role: 'operator' })
    const token = await anApiToken(
      'patients:write',
      'messages:write',
      'messages:read',
      'jobs:write'
    )
    const web = await WebProcess.start({ ...TRACE, ORANGE_WEBHOOK_SECRET: SECRET })
    const statuses: number[] = []
    const hook = async (path: string, body: string) => {
      const headers = { 'content-type': 'application/json' }
      const url = `${web.url}/webhooks/orange/${SECRET}/${path}`
      statuses.push((await fetch(url, { method: 'POST', headers, body })).status)
    }
    await hook(
      'delivery-receipts',
      aReceipt('canary-1', 'DeliveredToTerminal', `tel:${phone('1')}`)
    )
    await hook('delivery-receipts', aReceipt('zandibolo', 'Ouroukamba', `tel:${phone('0009')}`))
    await hook('inbound-messages', replyBody({ from: `tel:${phone('0001')}`, text: 'STOP' }))
    await hook('inbound-messages', replyBody({ from: `tel:${phone('1')}`, text: 'Zandibolo ?' }))
    await hook('inbound-messages', `{"zandibolo": "${phone('0001')}`)

    const call = async (method: string, path: string, body?: unknown) => {
      const headers = { 'authorization': `Bearer ${token}`, 'content-type': 'application/json' }
      const request = {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
      }
      statuses.push((await fetch(`${web.url}/api/v1/${path}`, request)).status)
    }
    const child = { ...A_CHILD, caregiver_phone: phone('0001'), facility: 'CSI' }
    await call('PUT', 'patients/KNR-77-1', child)
    await call('PUT', 'patients/KNR-77-2', { ...child, birth_date: 'Zandibolo' })
    await call('PUT', 'patients/KNR-77-2', { ...child, ouroukamba: phone('0001') })
    await call('GET', 'patients/KNR-77-404')
    await call('POST', 'messages', { phone_number: phone('0001'), text: 'Zandibolo' })
    await call('POST', 'messages', { phone_number: '69888', text: 'Zandibolo' })
    await call('GET', `messages?phone=${encodeURIComponent(phone('0001'))}`)
    const jobData = { phoneNumber: phone('0001'), message: 'Zandibolo' }
    const job = { appName: 'sms', scheduledTime: '2099-01-01 10:00:00' }
    await call('POST', 'jobs', { ...job, jobData })
    await call('POST', 'jobs', { ...job, jobData: { ...jobData, ouroukamba: 1 } })

    const visitor = new Visitor({}, web.url)
    const page = async (path: string) => statuses.push((await visitor.get(path)).status)
    await visitor.signIn('ouroukamba@example.org', 'Zandibolo')
    await visitor.signIn(email, 'Ouroukamba')
    await visitor.signIn(email, PASSWORD)
    await page(`/messages?phone=${encodeURIComponent(phone('0001'))}`)
    await page('/patients?q=Ouroukamba')
    await page('/patients/KNR-77-1')
    await page('/patients/KNR-77-404')
    await page(`/zandibolo/${phone('0001')}`)

    const log = await web.stop()
    assert.isTrue(
      statuses.every((status) => status < 500),
      statuses.join(' ')
    )
    assert.includeMembers(statuses, [200, 201, 404, 422])
    for (const event of ['receipts_applied', 'reply_handled', 'records_registered'])
      assert.include(log, `"event":"${event}"`)
    assert.match(log, /"request_id":"[\w-]+"/)
    assertSilent(assert, log, 'web')
  }).timeout(120_000)
})
