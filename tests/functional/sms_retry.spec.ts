import { setTimeout as delay } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import AuditEvent from '#models/audit_event'
import SmsMessage from '#models/sms_message'
import { AceProcess, runAceProcess } from '#tests/helpers/ace_process'
import { runAce } from '#tests/helpers/run_ace'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { insertDueMessages } from '#tests/helpers/orange_runs'

const CANARY = { phoneNumber: '+237699887766', body: 'Canari Ngo-Canari' }

const deadLetter = (values: Parameters<typeof aMessage>[0] = {}) =>
  aMessage({ status: 'dead_letter', reason: 'retries_used_up', attemptCount: 4, ...values })

const statuses = async () => {
  const messages = await SmsMessage.query().orderBy('id')
  return messages.map(({ status }) => status)
}

test.group('sms:retry', (group) => {
  withCleanDatabase(group)

  test('requeues what failed and prints one JSON document', async ({ assert }) => {
    await deadLetter(CANARY)
    await deadLetter({ ...CANARY, status: 'failed', reason: 'invalid_number' })
    await deadLetter({ ...CANARY, attemptCount: 5 })
    const { code, stdout, stderr } = await runAceProcess(['sms:retry', '--yes', '--json'], {
      LOG_LEVEL: 'trace',
    })
    assert.equal(code, 0)
    assert.deepEqual(JSON.parse(stdout), {
      dryRun: false,
      matched: 3,
      requeued: 2,
      refused: {
        pastDeadline: 0,
        overThreshold: 1,
        outcomeUnknown: 0,
        alreadyAccepted: 0,
        changedMeanwhile: 0,
      },
      unmatched: [],
      stopped: false,
    })
    assert.deepEqual(await statuses(), ['pending', 'pending', 'dead_letter'])
    const [event] = await AuditEvent.all()
    assert.match(event.actor, /^cli:./)
    assert.notMatch(stdout + stderr, /99887766|Canari/)
  })

  test('takes ids without asking, and names those that do not fit', async ({ assert }) => {
    const message = await deadLetter()
    const sent = await aMessage({ status: 'sent' })
    const ids = [message.id, sent.id, 999_999].map(String)
    const { code, stdout, stderr } = await runAce(['sms:retry', ...ids])
    const text = stripVTControlCharacters(stdout + stderr)
    assert.equal(code, 0)
    assert.match(text, new RegExp(`Message ${sent.id} is sent`))
    assert.match(text, /There is no message 999999/)
    assert.match(text, /1 of 1 requeued/)
    assert.equal((await message.refresh()).status, 'pending')
  })

  test('requeues what is tried too often only with --force', async ({ assert }) => {
    const { id } = await deadLetter({ attemptCount: 5 })
    const refused = await runAce(['sms:retry', `${id}`])
    assert.match(stripVTControlCharacters(refused.stdout + refused.stderr), /too many tries/)
    assert.deepEqual(await statuses(), ['dead_letter'])
    await runAce(['sms:retry', `${id}`, '--force'])
    assert.deepEqual(await statuses(), ['pending'])
  })

  test('goes by SMS_DEAD_LETTER_THRESHOLD', async ({ assert }) => {
    await deadLetter({ attemptCount: 5 })
    await runAceProcess(['sms:retry', '--yes'], { SMS_DEAD_LETTER_THRESHOLD: '6' })
    assert.deepEqual(await statuses(), ['pending'])
  })

  test('refuses to send many again without a terminal', async ({ assert }) => {
    await deadLetter()
    const { code, stdout, stderr } = await runAce(['sms:retry', '--type=custom'])
    assert.equal(code, 1)
    assert.match(stripVTControlCharacters(stdout + stderr), /look with --dry-run, then add --yes/)
    assert.deepEqual(await statuses(), ['dead_letter'])

    const json = await runAce(['sms:retry', '--json'])
    assert.equal(json.code, 1)
    assert.match(JSON.parse(json.stdout).error, /add --yes/)
  })

  test('rehearses with --dry-run, for people and as JSON', async ({ assert }) => {
    await deadLetter()
    await deadLetter({ phoneNumber: null })
    const { code, stdout } = await runAce(['sms:retry', '--dry-run'])
    const text = stripVTControlCharacters(stdout)
    assert.equal(code, 0)
    assert.match(text, /sent again\s+│\s+2/)
    assert.match(text, /stopped by the gate: no_phone\s+│\s+1/)
    const json = await runAce(['sms:retry', '--dry-run', '--json'])
    assert.containSubset(JSON.parse(json.stdout), {
      dryRun: true,
      matched: 2,
      wouldRequeue: 2,
      gate: { send: 1, stopped: { no_phone: 1 } },
    })
    assert.deepEqual(await statuses(), ['dead_letter', 'dead_letter'])
  })

  test('ends with 3 when nothing matched', async ({ assert }) => {
    await deadLetter()
    const { code, stdout } = await runAce(['sms:retry', '--type=other', '--yes', '--json'])
    assert.equal(code, 3)
    assert.include(JSON.parse(stdout), { matched: 0, requeued: 0 })
  })

  test('ends with 3 when none of those that matched could be requeued', async ({ assert }) => {
    const { id } = await aMessage({
      status: 'failed',
      attemptCount: 9,
      phoneNumber: '+237690000001',
    })
    for (const json of [[], ['--json']])
      assert.equal((await runAce(['sms:retry', String(id), ...json])).code, 3)
  })

  test('ends with 1 for what cannot be used, and names it', async ({ assert }) => {
    const { code, stdout } = await runAce(['sms:retry', '--status=sent', '--yes', '--json'])
    assert.equal(code, 1)
    assert.match(JSON.parse(stdout).error, /--status is "sent", allowed: dead_letter, failed/)
  })

  test('told to end, stops between two pages and says how far it came', async ({ assert }) => {
    const messages = 30_000
    await insertDueMessages(messages)
    await db.from('sms_messages').update({ status: 'dead_letter', attempt_count: 4 })
    const retry = new AceProcess(['sms:retry', '--yes', '--json'])
    while (!(await SmsMessage.findBy('status', 'pending'))) await delay(5)
    retry.kill('SIGTERM')
    const { code, stdout } = await retry.ended

    assert.equal(code, 1)
    const result = JSON.parse(stdout)
    assert.include(result, { matched: messages, stopped: true })
    assert.isBelow(result.requeued, messages)
    const [{ count }] = await db.from('sms_messages').where('status', 'pending').count('* as count')
    assert.equal(Number(count), result.requeued)
    const [event] = await AuditEvent.all()
    assert.containSubset(JSON.parse(event.detail!), { requeued: result.requeued, stopped: true })
  })
})
