import { PassThrough } from 'node:stream'
import { test } from '@japa/runner'
import ace from '@adonisjs/core/services/ace'
import SmsMessage from '#models/sms_message'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { atATerminal } from '#tests/helpers/terminal'
import { askYesOrNo } from '../../commands/_ask_yes_or_no.js'
import SmsRetry from '../../commands/sms_retry.js'

const deadLetter = (values: Parameters<typeof aMessage>[0] = {}) =>
  aMessage({ status: 'dead_letter', reason: 'retries_used_up', attemptCount: 4, ...values })

const statuses = async () => {
  const messages = await SmsMessage.query().orderBy('id')
  return messages.map(({ status }) => status)
}

class Agreeing extends SmsRetry {
  question?: string

  protected async ask(question: string) {
    this.question = question
    return true
  }
}

class Declining extends SmsRetry {
  protected async ask() {
    return false
  }
}

test.group('sms:retry at a terminal', (group) => {
  withCleanDatabase(group)
  atATerminal(group)

  const QUESTION = 'Send 2 again? About 2 segments will be billed'

  test('shows what would happen, asks, and does it', async ({ assert }) => {
    for (let n = 0; n < 2; n++) await deadLetter()
    const command = await ace.create(Agreeing, [])
    await command.exec()
    command.assertSucceeded()
    assert.equal(command.question, QUESTION)
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
    const command = await ace.create(Declining, [])
    await command.exec()
    command.assertSucceeded()
    command.assertLogMatches(/Nothing was changed/)
    assert.deepEqual(await statuses(), ['dead_letter', 'dead_letter'])
  })

  test('says that unknown messages may arrive twice', async ({ assert }) => {
    await aMessage({ status: 'unknown', attemptCount: 1 })
    const command = await ace.create(Agreeing, ['--status=unknown'])
    await command.exec()
    assert.match(
      command.question!,
      /^Send 1 again.*1 segment will.* 1 possibly for the second time$/
    )
    command.assertLogMatches(/1 may have arrived already: they may arrive twice/)
    assert.deepEqual(await statuses(), ['pending'])
  })

  test('asks nothing where nothing would be sent', async ({ assert }) => {
    const none = await ace.create(Agreeing, [])
    await none.exec()
    assert.include(none, { exitCode: 3, question: undefined })
    await deadLetter({ attemptCount: 9 })
    const refused = await ace.create(Agreeing, [])
    await refused.exec()
    refused.assertSucceeded()
    assert.isUndefined(refused.question)
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

test.group('A question at the terminal', () => {
  const answers: [typed: string, agreed: boolean][] = [
    ['y\r', true],
    ['YES\r', true],
    ['n\r', false],
    ['\r', false],
    ['yesterday\r', false],
    ['\u0003', false],
    ['y\u0003', false],
  ]
  for (const [typed, agreed] of answers) {
    test(`takes ${JSON.stringify(typed)} as a ${agreed ? 'yes' : 'no'}`, async ({ assert }) => {
      const [input, output] = [new PassThrough(), new PassThrough()]
      const answer = askYesOrNo('Send 431 again?', input, output)
      input.write(typed)
      assert.equal(await answer, agreed)
      assert.match(output.read().toString(), /Send 431 again\? \(y\/N\)/)
    })
  }

  test('takes the end of the input as a no', async ({ assert }) => {
    const input = new PassThrough()
    const answer = askYesOrNo('Send 431 again?', input, new PassThrough())
    input.end()
    assert.isFalse(await answer)
  })
})
