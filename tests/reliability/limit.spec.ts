import { test } from '@japa/runner'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { runAceProcess } from '#tests/helpers/ace_process'
import { withCleanDatabase } from '#tests/helpers/database'
import { insertDueMessages, orangeEnvironment } from '#tests/helpers/orange_runs'

/** In real time, as the operator counts: on a machine that has nothing else to do. */
test.group('The limit of an account', (group) => {
  withCleanDatabase(group)

  test('is kept in every sliding second', async ({ assert }) => {
    const emulator = await OrangeEmulator.start({ ratePerSecond: 10 })
    await insertDueMessages(60)

    const started = performance.now()
    const { code } = await runAceProcess(
      ['sms:process', '--json'],
      orangeEnvironment(emulator.url, { ratePerSecond: 10 })
    )

    assert.equal(code, 0)
    assert.isAtMost(emulator.report().maxInAnySlidingSecond, 10)
    assert.equal(emulator.report().requests, 60, 'nothing was refused as too many')
    assert.isAtLeast(performance.now() - started, 5_000)
    await emulator.stop()
  })

  test('is kept when the token expires in the middle', async ({ assert }) => {
    const emulator = await OrangeEmulator.start({
      ratePerSecond: 10,
      faults: ['expired_token:once'],
    })
    await insertDueMessages(30)
    const { code } = await runAceProcess(
      ['sms:process', '--json'],
      orangeEnvironment(emulator.url, { ratePerSecond: 10 })
    )
    const report = emulator.report()
    await emulator.stop()
    assert.equal(code, 0)
    assert.include(report, { accepted: 30, tokensIssued: 2 })
    assert.isAtMost(report.maxInAnySlidingSecond, 10)
  })
})
