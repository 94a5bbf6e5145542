import { stripVTControlCharacters } from 'node:util'
import { test } from '@japa/runner'
import ace from '@adonisjs/core/services/ace'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { aFacility, aMessage, anImmunization, aPatient, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { runAce } from '#tests/helpers/run_ace'

const WIDTH = 100

const day = (days: number) => DateTime.utc().plus({ days }).toFormat('yyyy-MM-dd')

const said = ({ stdout, stderr }: { stdout: string; stderr: string }) =>
  stripVTControlCharacters(stdout + stderr)

async function json(args: string[], code = 0) {
  const result = await runAce([...args, '--json'])
  if (result.code !== code) throw new Error(`exit code ${result.code}: ${said(result)}`)
  return JSON.parse(result.stdout)
}

test.group('sms:list and sms:show', (group) => {
  withCleanDatabase(group)

  test('list what matches a filter, in 100 columns', async ({ assert }) => {
    const facility = await aFacility({ code: 'x'.repeat(100) })
    const patient = await aPatient({ facilityId: facility.id, externalRef: 'R'.repeat(100) })
    for (let n = 0; n < 3; n++)
      await aMessage({
        patientId: patient.id,
        phoneNumber: PHONE,
        status: 'expired',
        reason: 'no_window_before_deadline',
        messageType: 'a_type_with_a_name_that_is_long',
      })
    await aMessage()
    const result = await runAce(['sms:list', '--status=expired,failed', '--limit=2'])
    assert.equal(result.code, 0)
    for (const line of said(result).split('\n')) assert.isAtMost([...line].length, WIDTH, line)
    assert.match(said(result), /and 1 older: --before=\d+ shows the next page/)
    assert.notInclude(said(result), '677123')
    const { messages, more } = await json(['sms:list', `--phone=${PHONE}`, '--unmask', '--limit=1'])
    assert.equal(messages[0].phoneNumber, PHONE)
    assert.deepEqual(more, { count: 2, atLeast: false })
  })

  test('end with 3 where nothing matches, with 1 for bad input', async ({ assert }) => {
    const cases: [args: string[], code: number, message: RegExp][] = [
      [['sms:list'], 3, /No message matches/],
      [['sms:list', '--status=lost'], 1, /--status is "lost", allowed: pending/],
      [['sms:list', '--phone=12'], 1, /--phone is not/],
      [['sms:list', '--reason=no_fone'], 1, /--reason is "no_fone": did you mean no_phone/],
      [['sms:list', '--limit=0'], 1, /--limit is 0: give a whole number from 1 to 1000/],
      [['sms:list', '--before=x'], 1, /--before is "x": give the id of a message/],
      [['sms:show', '999999'], 3, /There is no message 999999/],
      [['sms:show', 'x'], 1, /id is "x": give the number of a message/],
      [['patient:show', 'nobody'], 3, /There is no patient "nobody"/],
    ]
    for (const [args, code, message] of cases) {
      const result = await runAce(args)
      assert.equal(result.code, code, args.join(' '))
      assert.match(said(result), message)
    }
  })

  test('show why, the history, attempts and receipts', async ({ assert }) => {
    const message = await aMessage({
      status: 'failed',
      reason: 'invalid_number',
      errorCode: '22',
      phoneNumber: PHONE,
      attemptCount: 1,
    })
    await db.table('sms_message_events').insert({
      ...{ message_id: message.id, at: '2026-03-09 08:00:01', actor: 'sweep' },
      ...{ from_status: 'sending', to_status: 'failed', reason: 'invalid_number' },
    })
    await db.table('sms_attempts').insert({
      ...{ message_id: message.id, number: 1, gateway: 'orange', account: 'orange' },
      ...{ lease_token: 'x', started_at: '2026-03-09 08:00:00', duration_ms: 312 },
      ...{ outcome: 'refused', reason: 'invalid_number', http_status: 400, error_code: '22' },
    })
    const result = await runAce(['sms:show', String(message.id)])
    assert.equal(result.code, 0)
    for (const words of [
      /why +It failed, and is not retried by itself\. The operator does not know the number\./,
      /to do +sms:edit ID --number/,
      /sending → failed/,
      /refused .*invalid_number .*400 .*22 .*312/,
      /\+237•••••••56/,
    ])
      assert.match(said(result), words)
    const shown = await json(['sms:show', String(message.id)])
    assert.deepInclude(shown.attempts[0], { number: 1, http_status: 400, outcome: 'refused' })
    assert.equal(shown.events[0].to_status, 'failed')
  })
})

test.group('patient:show', (group) => {
  withCleanDatabase(group)

  test('says of each reminder why it was sent or not, and what comes next', async ({ assert }) => {
    const patient = await aPatient({ externalRef: 'CM-1', caregiverPhone: PHONE })
    const of = (dose: string, values: object) =>
      anImmunization({ patientId: patient.id, dose, ...values })
    await of('0', { dueOn: day(-200), administeredOn: day(-200) })
    await of('1', { dueOn: day(-100) })
    const soon = await of('2', { dueOn: day(1) })
    await of('3', { dueOn: day(60) })
    await aMessage({
      ...{ patientId: patient.id, immunizationId: soon.id, dueOn: day(1) },
      ...{ messageType: '7_day_reminder', status: 'suppressed', reason: 'no_phone' },
    })
    const { reminders, patient: shown, next, consent } = await json(['patient:show', ' CM-1'])
    /** Due at 14:00 of the second day from now: within the horizon or not, by the time of day. */
    const overdue = reminders.find(({ dose, type }: any) => dose === '2' && type[0] === 'o')
    assert.oneOf(overdue.reason, ['missing', 'not_yet'])
    assert.deepEqual(
      reminders.map(({ dose, type, status, reason }: any) => [dose, type[0], status, reason]),
      [
        ...['7', '1', 'o'].map((type) => ['0', type, 'not_planned', 'given']),
        ...['7', '1', 'o'].map((type) => ['1', type, 'not_planned', 'past']),
        ...[
          ['2', '7', 'suppressed', 'no_phone'],
          ['2', '1', 'not_planned', 'missing'],
          ['2', 'o', 'not_planned', overdue.reason],
        ],
        ...['7', '1', 'o'].map((type) => ['3', type, 'not_planned', 'not_yet']),
      ],
      'by due date and time'
    )
    assert.equal(shown.caregiver_phone, '+237•••••••56')
    assert.notInclude(JSON.stringify(consent), '677123456')
    assert.match(next, /1_day_reminder for Penta 2/)
    const result = await runAce(['patient:show', 'CM-1', '--unmask'])
    assert.include(said(result), PHONE)
    assert.match(said(result), /7_day_reminder, 1_day_reminder, overdue_reminder: not planned/)
    for (const line of said(result).split('\n')) assert.isAtMost([...line].length, WIDTH, line)
  })

  test('names what stops everything for the patient', async ({ assert }) => {
    const cases: [values: object, next: RegExp][] = [
      [{ status: 'moved' }, /the patient is recorded as moved/],
      [{ caregiverPhone: null }, /there is no phone number/],
      [{ caregiverPhone: PHONE }, /The number said no/],
    ]
    await runAce(['consent:opt-out', PHONE])
    for (const [n, [values, words]] of cases.entries()) {
      await aPatient({ externalRef: `N-${n}`, ...values })
      const { next } = await json(['patient:show', `N-${n}`])
      assert.match(next, words)
    }
    await aPatient({ externalRef: 'N-9' })
    assert.match((await json(['patient:show', 'N-9'])).next, /no reminder is planned/)
  })
})

test.group('scheduler:list', (group) => {
  withCleanDatabase(group)

  test('names the jobs with their last runs and the next', async ({ assert }) => {
    const slot = DateTime.utc().minus({ days: 1 }).startOf('hour')
    await db.table('scheduler_runs').insert({
      ...{ job: 'balance', slot: slot.toFormat('yyyy-MM-dd HH:mm:ss'), claimed_by: 'a' },
      ...{ lease_until: 0, tries: 3, started_at: slot.toFormat('yyyy-MM-dd HH:mm:ss') },
      ...{
        finished_at: slot.toFormat('yyyy-MM-dd HH:mm:ss'),
        outcome: 'failed',
        error: 'no token',
      },
    })
    const { jobs, lastBeat, everyMinute } = await json(['scheduler:list'])
    const balance = jobs.find(({ job }: { job: string }) => job === 'balance')
    assert.deepInclude(balance.lastRun, { outcome: 'failed', error: 'no token', tries: 3 })
    assert.isTrue(jobs.every(({ nextRun }: { nextRun: string }) => /Z$/.test(nextRun)))
    assert.isNull(lastBeat)
    assert.include(everyMinute, 'heartbeat')
    const result = await runAce(['scheduler:list'])
    assert.notMatch(said(result), /Closure/)
    assert.match(said(result), /balance .*every 60 min .*failed/)
    for (const line of said(result).split('\n')) assert.isAtMost([...line].length, WIDTH, line)
    assert.isTrue(ace.getCommand('scheduler:run') !== null, "which stays the package's")
  })
})
