import { setTimeout as delay } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import { test } from '@japa/runner'
import ace from '@adonisjs/core/services/ace'
import db from '@adonisjs/lucid/services/db'
import AuditEvent from '#models/audit_event'
import SmsMessage from '#models/sms_message'
import { AceProcess, runAce } from '#tests/helpers/ace_process'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { insertDueMessages } from '#tests/helpers/orange_runs'
import SmsRetry from '../../commands/sms_retry.js'

const CANARY = { phoneNumber: '+237699887766', body: 'Canari Ngo-Canari' }

const deadLetter = (values: Parameters<typeof aMessage>[0] = {}) =>
  aMessage({ status: 'dead_letter', reason: 'retries_used_up', attemptCount: 4, ...values })

const statuses = async () => {
  const messages = await SmsMessage.query().orderBy('id')
  return messages.map(({ status }) => status)
}

test.group('sms:retry', (group) => {
  withCleanDatabase(group)
  group.each.timeout(60_000)

  test('requeues what failed and prints one JSON document', async ({ assert }) => {
    await deadLetter(CANARY)
    await deadLetter({ ...CANARY, status: 'failed', reason: 'invalid_number' })
    await deadLetter({ ...CANARY, attemptCount: 5 })
    const { code, stdout, stderr } = await runAce(['sms:retry', '--yes', '--json'], {
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
    await runAce(['sms:retry', '--yes'], { SMS_DEAD_LETTER_THRESHOLD: '6' })
    assert.deepEqual(await statuses(), ['pending'])
  })

  test('refuses to send many again where nobody can be asked', async ({ assert }) => {
    await deadLetter()
    const { code, stdout, stderr } = await runAce(['sms:retry', '--type=custom'])
    assert.equal(code, 1)
    assert.match(stripVTControlCharacters(stdout + stderr), /see with --dry-run, then add --yes/)
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

test.group('sms:retry at a terminal', (group) => {
  withCleanDatabase(group)
  const streams = [process.stdin, process.stdout] as { isTTY?: boolean }[]
  group.each.setup(() => {
    const before = streams.map(({ isTTY }) => isTTY)
    for (const stream of streams) stream.isTTY = true
    ace.ui.switchMode('raw')
    return () => {
      streams.forEach((stream, index) => (stream.isTTY = before[index]))
      ace.ui.switchMode('normal')
    }
  })

  const QUESTION = 'Send 2 again? About 2 segments will be billed'

  test('shows what would happen, asks, and does it', async ({ assert }) => {
    for (let n = 0; n < 2; n++) await deadLetter()
    const command = await ace.create(SmsRetry, [])
    command.prompt.trap(QUESTION).accept()
    await command.exec()
    command.assertSucceeded()
    command.assertTableRows([
      ['found', '2'],
      ['found: retries_used_up', '2'],
      ['sent again', '2'],
      ['leave with the next sweep', '2'],
      ['segments, as they are billed', '2'],
    ])
    assert.deepEqual(await statuses(), ['pending', 'pending'])
  })

  test('changes nothing after a no', async ({ assert }) => {
    for (let n = 0; n < 2; n++) await deadLetter()
    const command = await ace.create(SmsRetry, [])
    command.prompt.trap(QUESTION).reject()
    await command.exec()
    command.assertSucceeded()
    command.assertLogMatches(/Nothing was changed/)
    assert.deepEqual(await statuses(), ['dead_letter', 'dead_letter'])
  })

  test('says that unknown messages may arrive twice', async ({ assert }) => {
    await aMessage({ status: 'unknown', attemptCount: 1 })
    const command = await ace.create(SmsRetry, ['--status=unknown'])
    command.prompt
      .trap('Send 1 again? About 1 segment will be billed, 1 perhaps for the second time')
      .accept()
    await command.exec()
    command.assertLogMatches(/1 may have arrived already: they may arrive twice/)
    assert.deepEqual(await statuses(), ['pending'])
  })

  test('asks nothing where nothing would be sent', async ({ assert }) => {
    const none = await ace.create(SmsRetry, [])
    await none.exec()
    assert.equal(none.exitCode, 3)
    await deadLetter({ attemptCount: 9 })
    const refused = await ace.create(SmsRetry, [])
    await refused.exec()
    refused.assertSucceeded()
  })

  const unusable: [args: string[], message: RegExp][] = [
    [['--status=dead'], /--status is "dead", allowed: dead_letter, failed/],
    [['--from=yesterday'], /--from is "yesterday": give a day such as/],
    [['--from=2026-03-10', '--to=2026-03-09'], /--from is "2026-03-10", which is after to/],
    [['12a'], /id is "12a": give the number of a message/],
  ]
  for (const [args, message] of unusable) {
    test(`refuses ${args.join(' ')}`, async () => {
      const command = await ace.create(SmsRetry, args)
      await command.exec()
      command.assertExitCode(1)
      command.assertLogMatches(message, 'stderr')
    })
  }
})
