import { stripVTControlCharacters } from 'node:util'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { runAceProcess } from '#tests/helpers/ace_process'
import { runAce } from '#tests/helpers/run_ace'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'

const CANARY = { phoneNumber: '+237699887766', body: 'Canari Ngo-Canari' }

test.group('sms:stats', (group) => {
  withCleanDatabase(group)
  group.each.setup(async () => {
    const sentAt = DateTime.utc().minus({ minutes: 1 })
    await aMessage({ status: 'sent', sentAt, segments: 2, ...CANARY })
    await aMessage({ status: 'failed', ...CANARY })
  })

  test('prints one JSON document, of the last day unless told otherwise', async ({ assert }) => {
    const { code, stdout, stderr } = await runAceProcess(['sms:stats', '--json'], {
      LOG_LEVEL: 'trace',
    })
    assert.equal(code, 0)
    const statistics = JSON.parse(stdout)
    assert.include(statistics, { timeframe: 'day', segmentsSent: 2, successRate: 0 })
    assert.deepEqual(statistics.messages.byStatus, { sent: 1, failed: 1 })
    assert.notMatch(stdout + stderr, /99887766|Canari/)
  })

  test('is a table for people', async ({ assert }) => {
    const { code, stdout } = await runAce(['sms:stats', '--timeframe=hour'])
    const text = stripVTControlCharacters(stdout)
    assert.equal(code, 0)
    assert.match(text, /custom\s+│\s+sent\s+│\s+1/)
    assert.match(text, /segments sent\s+│\s+2/)
    assert.notMatch(text, /99887766|Canari/)
  })

  test('refuses a timeframe that does not exist, and names the possible ones', async ({
    assert,
  }) => {
    const { code, stdout, stderr } = await runAce(['sms:stats', '--timeframe=month'])
    assert.equal(code, 1)
    assert.match(stdout + stderr, /--timeframe is "month", allowed: hour, day, week/)
  })
})
