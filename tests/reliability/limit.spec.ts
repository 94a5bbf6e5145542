import { test } from '@japa/runner'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { runAceProcess } from '#tests/helpers/ace_process'
import { withCleanDatabase } from '#tests/helpers/database'
import { insertDueMessages, orangeEnvironment } from '#tests/helpers/orange_runs'
import { BUSY_MACHINE } from '#emulator/busy_machine'

const RATE = 10

/** In real time, as the operator counts and refuses: where requests arrive, not where they leave. */
const AT_MOST = Math.floor(RATE * BUSY_MACHINE)

test.group('The limit of an account', (group) => {
  withCleanDatabase(group)

  test('is kept in every sliding second', async ({ assert }) => {
    const emulator = await OrangeEmulator.start({ ratePerSecond: AT_MOST })
    await insertDueMessages(60)

    const started = performance.now()
    const { code } = await runAceProcess(
      ['sms:process', '--json'],
      orangeEnvironment(emulator.url, { ratePerSecond: RATE })
    )

    assert.equal(code, 0)
    assert.isAtMost(emulator.report().maxInAnySlidingSecond, AT_MOST)
    assert.equal(emulator.report().requests, 60, 'nothing was refused as too many')
    assert.isAtLeast(performance.now() - started, 5_000)
    await emulator.stop()
  })

  test('is kept when the token expires in the middle', async ({ assert }) => {
    const emulator = await OrangeEmulator.start({
      ratePerSecond: AT_MOST,
      faults: ['expired_token:once'],
    })
    await insertDueMessages(30)
    const { code } = await runAceProcess(
      ['sms:process', '--json'],
      orangeEnvironment(emulator.url, { ratePerSecond: RATE })
    )
    const report = emulator.report()
    await emulator.stop()
    assert.equal(code, 0)
    assert.include(report, { accepted: 30, tokensIssued: 2 })
    assert.isAtMost(report.maxInAnySlidingSecond, AT_MOST)
  })
})
