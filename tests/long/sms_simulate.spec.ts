import { readdirSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { test } from '@japa/runner'
import SmsMessage from '#models/sms_message'
import type { SimulationReport } from '#simulation/run_simulation'
import { runAceProcess } from '#tests/helpers/ace_process'
import { temporaryFolder } from '#tests/helpers/at_exit'
import { withCleanDatabase } from '#tests/helpers/database'

/** What nobody may need: a database, an operator, even an environment. */
const NOTHING_CONFIGURED = {
  DB_CONNECTION: 'pg',
  DB_HOST: '127.0.0.1',
  DB_PORT: '1',
  SMS_GATEWAY: 'orange',
  ORANGE_CLIENT_ID: '',
  SMS_MAX_RETRIES: '0',
  LOG_LEVEL: 'trace',
}

async function simulate(): Promise<SimulationReport> {
  const { code, stdout } = await runAceProcess(['sms:simulate', '--json'], NOTHING_CONFIGURED)
  if (code !== 0) throw new Error(`ended with ${code}: ${stdout}`)
  return JSON.parse(stdout)
}

test.group('sms:simulate', (group) => {
  withCleanDatabase(group)

  test('shows five messages that fail, each in its own way, and are sent in the end', async ({
    assert,
  }) => {
    const { succeeded, messages, steps, virtualSeconds, durationMs } = await simulate()
    assert.isTrue(succeeded)
    assert.deepEqual(
      messages.map(({ message, status }) => [message, status]),
      [1, 2, 3, 4, 5].map((message) => [message, 'sent'])
    )
    const firstReasons = messages.map(
      ({ message }) => steps.find((step) => step.message === message)!.reason
    )
    assert.deepEqual(firstReasons, [
      'request_timeout',
      'too_many_requests',
      'service_unavailable',
      'gateway_timeout',
      'invalid_number',
    ])
    assert.isAbove(virtualSeconds * 1_000, durationMs * 100)
  })

  test('tries at the time that was decided, and at no other', async ({ assert }) => {
    const { steps } = await simulate()
    assert.deepEqual(
      steps.map(({ at }) => at),
      steps.map(({ at }) => at).toSorted()
    )
    for (const step of steps.filter(({ nextAt }) => nextAt !== null)) {
      const later = steps.slice(steps.indexOf(step) + 1)
      const next = later.find(({ message }) => message === step.message)!
      const lateMs = Date.parse(next.at) - Date.parse(step.nextAt!)
      assert.isTrue(lateMs >= 0 && lateMs <= 1_000, JSON.stringify({ step, next }))
    }
    const counted = (message: number) =>
      steps
        .filter((step) => step.message === message && step.decision === 'retry')
        .map(({ at, nextAt }) => (Date.parse(nextAt!) - Date.parse(at)) / 60_000)
    assert.deepEqual(counted(1), [5, 10], 'the default policy')
    assert.deepEqual(counted(5), [1, 5], 'the policy of its type')
  })

  test('decides as the engine does: what costs a retry, what waits, what a person mends', async ({
    assert,
  }) => {
    const { steps } = await simulate()
    const decisions = (message: number) =>
      steps.filter((step) => step.message === message).map(({ decision }) => decision)
    assert.deepEqual(decisions(1), ['retry', 'retry', 'sent'])
    assert.deepEqual(decisions(2), ['try_again', 'sent'])
    assert.deepEqual(decisions(3), ['try_again', 'sent'])
    assert.deepEqual(decisions(4), ['wait_for_receipt', 'resend_once', 'sent'])
    assert.deepEqual(decisions(5), [
      'wait_for_person',
      'mend_and_send_again',
      'retry',
      'retry',
      'give_up',
      'tell_people',
      'send_again',
      'sent',
    ])
    assert.isAtMost(Math.max(...steps.map(({ retries }) => retries)), 2)
  })

  test('prints each step for people', async ({ assert }) => {
    const { code, stdout } = await runAceProcess(['sms:simulate'], NOTHING_CONFIGURED)
    assert.equal(code, 0)
    const text = stripVTControlCharacters(stdout)
    assert.match(
      text,
      /09:00:00 +1 7_day_reminder +1 +408 request_timeout +retry 1 in 5 min, at 09:05:00/
    )
    assert.match(text, /09:15:00 +1 7_day_reminder +3 +accepted +sent/)
    assert.match(text, /5 campaign +4 +408 request_timeout +retries used up: a dead letter/)
    assert.match(text, /All 5 messages were sent, in 14 tries; 81 minutes passed in \d/)
  })

  test('leaves the configured database alone, and no file behind', async ({ assert }) => {
    const folder = temporaryFolder('rappel-simulate-')
    const { code } = await runAceProcess(['sms:simulate'], { TMPDIR: folder })
    assert.equal(code, 0)
    assert.lengthOf(await SmsMessage.all(), 0)
    assert.deepEqual(readdirSync(folder), [])
  })
})
