import { stripVTControlCharacters } from 'node:util'
import { test } from '@japa/runner'
import { OrangeEmulator } from '#emulator/orange_emulator'
import SmsMessage from '#models/sms_message'
import { runAceProcess } from '#tests/helpers/ace_process'
import { runAce } from '#tests/helpers/run_ace'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { insertDueMessages, orangeEnvironment } from '#tests/helpers/orange_runs'
import { aPausedAccount } from '#tests/helpers/operation_rows'

test.group('sms:process', (group) => {
  withCleanDatabase(group)

  test('sends over HTTP and prints one JSON document', async ({ assert }) => {
    const emulator = await OrangeEmulator.start({ ratePerSecond: null })
    await insertDueMessages(25)

    const { code, stdout } = await runAceProcess(
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
    await aPausedAccount()
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
