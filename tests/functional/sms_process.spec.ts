import { stripVTControlCharacters } from 'node:util'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { OrangeEmulator } from '#emulator/orange_emulator'
import SmsMessage from '#models/sms_message'
import { runAce } from '#tests/helpers/ace_process'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { insertDueMessages, orangeEnvironment } from '#tests/helpers/orange_runs'

test.group('sms:process', (group) => {
  withCleanDatabase(group)

  test('sends over HTTP and prints one JSON document', async ({ assert }) => {
    const emulator = await OrangeEmulator.start({ ratePerSecond: null })
    await insertDueMessages(25)

    const { code, stdout } = await runAce(
      ['sms:process', '--json'],
      orangeEnvironment(emulator.url, { ratePerSecond: 500 })
    )

    const result = JSON.parse(stdout)
    assert.equal(code, 0)
    assert.include(result.statistics, { processed: 25, sent: 25, failed: 0, unknown: 0 })
    assert.isAbove(result.statistics.processingTime, 0)
    const journal = emulator.journal().map(({ resourceId }) => resourceId)
    const ids = await SmsMessage.query().whereNotNull('provider_message_id')
    assert.sameMembers(
      ids.map(({ providerMessageId }) => providerMessageId),
      journal
    )
    await emulator.stop()
  })

  test('keeps to the limit of the account in every sliding second', async ({ assert }) => {
    const emulator = await OrangeEmulator.start({ ratePerSecond: 10 })
    await insertDueMessages(60)

    const started = performance.now()
    const { code } = await runAce(
      ['sms:process', '--json'],
      orangeEnvironment(emulator.url, { ratePerSecond: 10 })
    )

    assert.equal(code, 0)
    assert.isAtMost(emulator.report().maxInAnySlidingSecond, 10)
    assert.equal(emulator.report().requests, 60, 'nothing was refused as too many')
    assert.isAtLeast(performance.now() - started, 5_000)
    await emulator.stop()
  }).timeout(60_000)

  test('keeps to the limit when the token expires in the middle', async ({ assert }) => {
    const emulator = await OrangeEmulator.start({
      ratePerSecond: 10,
      faults: ['expired_token:once'],
    })
    await insertDueMessages(30)
    const { code } = await runAce(
      ['sms:process', '--json'],
      orangeEnvironment(emulator.url, { ratePerSecond: 10 })
    )
    const report = emulator.report()
    await emulator.stop()
    assert.equal(code, 0)
    assert.include(report, { accepted: 30, tokensIssued: 2 })
    assert.isAtMost(report.maxInAnySlidingSecond, 10)
  }).timeout(60_000)

  test('says for people what happened', async ({ assert }) => {
    await aMessage()
    const { code, stdout } = await runAce(['sms:process', '--dry-run'])
    assert.equal(code, 0)
    assert.match(stdout, /Would be/)
    assert.match(stripVTControlCharacters(stdout), /sent\s+│\s+1/)
    const [{ status }] = await SmsMessage.all()
    assert.equal(status, 'pending')
  })

  test('ends with 75 while the account is paused', async ({ assert }) => {
    await aMessage()
    await db.table('gateway_accounts').insert(pausedAccount())
    const { code, stdout } = await runAce(['sms:process', '--json'])
    assert.equal(code, 75)
    assert.include(JSON.parse(stdout), { outcome: 'paused', pauseReason: 'no_credit' })
  })

  test('ends with 75 when another run holds all that is due', async ({ assert }) => {
    await aMessage({ leaseToken: 'theirs', leaseUntil: Date.now() + 60_000, claimedBy: 'another' })
    const { code, stdout } = await runAce(['sms:process', '--json'])
    assert.equal(code, 75)
    assert.equal(JSON.parse(stdout).outcome, 'held_by_another')
  })

  test('refuses a flag that makes no sense, and names it', async ({ assert }) => {
    const { code, stdout, stderr } = await runAce(['sms:process', '--limit=-3'])
    assert.equal(code, 1)
    assert.match(stdout + stderr, /--limit.*-3/)
  })
})

function pausedAccount() {
  const now = '2026-03-10 09:00:00'
  return {
    name: 'log',
    gateway: 'log',
    state: 'paused',
    reason: 'no_credit',
    consecutive_failures: 0,
    next_slot_at: 0,
    created_at: now,
    updated_at: now,
  }
}
