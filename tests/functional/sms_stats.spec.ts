import { stripVTControlCharacters } from 'node:util'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { runAceProcess } from '#tests/helpers/ace_process'
import { runAce } from '#tests/helpers/run_ace'
import { toSqlInstant } from '#storage/instants'
import { withCleanDatabase } from '#tests/helpers/database'
import { aMessageThatMoved } from '#tests/helpers/sent_messages'

const CANARY = { phoneNumber: '+237699887766', body: 'Canari Ngo-Canari' }

test.group('sms:stats', (group) => {
  withCleanDatabase(group)
  group.each.setup(async () => {
    const sentAt = DateTime.utc().minus({ minutes: 1 }).startOf('second') as DateTime<true>
    const at = toSqlInstant(sentAt)
    await aMessageThatMoved(at, { status: 'sent', sentAt, segments: 2, ...CANARY })
    await aMessageThatMoved(at, { status: 'failed', from: 'pending', ...CANARY })
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

  test('shows one line for each language or account on request', async ({ assert }) => {
    const { code, stdout } = await runAce(['sms:stats', '--by=language'])
    const text = stripVTControlCharacters(stdout)
    assert.equal(code, 0)
    assert.match(text, /fr[\s│]+1[\s│]+0[\s│]+0[\s│]+1[\s│]/)
    const refused = await runAce(['sms:stats', '--by=colour'])
    assert.equal(refused.code, 1)
    assert.match(refused.stdout + refused.stderr, /--by is "colour", allowed: type, facility/)
  })

  test('reads a day, or the time between two moments', async ({ assert }) => {
    const today = DateTime.utc().toFormat('yyyy-MM-dd')
    const before = DateTime.utc().minus({ days: 3 }).toFormat('yyyy-MM-dd')
    const read = async (...flags: string[]) => {
      const { stdout } = await runAce(['sms:stats', '--json', ...flags])
      return JSON.parse(stdout)
    }
    assert.include(await read(`--from=${before}`), { timeframe: 'period', segmentsSent: 2 })
    assert.include(await read(`--from=${before}`, `--to=${today}`), { segmentsSent: 2 })
    assert.include(await read(`--day=${before}`), { timeframe: 'period', segmentsSent: 0 })
    for (const [flags, why] of [
      [['--day=2026-02-30'], /day "2026-02-30" is a day that does not exist/],
      [['--day=2026-02-03', '--to=2026-02-04'], /day stands alone/],
      [['--to=2026-02-04'], /from is missing/],
      [['--from=yesterday'], /from is "yesterday", expected a day such as/],
      [['--from=2026-02-04', '--to=2026-02-03'], /ends before it begins/],
      [['--from=2999-02-04'], /begins in the future/],
      [['--from=2020-01-01'], /longer than 366 days/],
    ] as const) {
      const { code, stdout, stderr } = await runAce(['sms:stats', ...flags])
      assert.equal(code, 1)
      assert.match((stdout + stderr).replaceAll(/\s+/g, ' '), why)
    }
  })

  test('refuses a timeframe that does not exist, and names the possible ones', async ({
    assert,
  }) => {
    const { code, stdout, stderr } = await runAce(['sms:stats', '--timeframe=month'])
    assert.equal(code, 1)
    assert.match(stdout + stderr, /--timeframe is "month", allowed: hour, day, week/)
  })
})
