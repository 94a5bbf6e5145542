import { test } from '@japa/runner'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { runAceProcess } from '#tests/helpers/ace_process'
import { runAce } from '#tests/helpers/run_ace'
import { withCleanDatabase } from '#tests/helpers/database'
import { orangeEnvironment } from '#tests/helpers/orange_runs'
import { onOneDatabase } from '#tests/helpers/without_database'

test.group('orange:balance', (group) => {
  onOneDatabase(group)
  withCleanDatabase(group)

  test('shows units and expiry, as one document or for people', async ({ assert }) => {
    const emulator = await OrangeEmulator.start({
      units: 1_234,
      contractExpiresAt: '2099-12-31T00:00:00.000Z',
    })
    const environment = orangeEnvironment(emulator.url, { ratePerSecond: 5 })
    const json = await runAceProcess(['orange:balance', '--json'], environment)
    const people = await runAceProcess(['orange:balance'], environment)
    await emulator.stop()

    assert.equal(json.code, 0)
    assert.containSubset(JSON.parse(json.stdout), {
      accounts: [{ outcome: 'read', daysLeft: null, balance: { units: 1_234, exhausted: null } }],
    })
    assert.equal(people.code, 0)
    assert.match(people.stdout, /1234 units/)
    assert.match(people.stdout, /2099-12-31/)
  })

  test('ends with 1 where an account could not be read', async ({ assert }) => {
    const emulator = await OrangeEmulator.start({ faults: ['outage'] })
    const environment = orangeEnvironment(emulator.url, { ratePerSecond: 5 })
    const { code, stdout } = await runAceProcess(['orange:balance', '--json'], environment)
    await emulator.stop()
    assert.equal(code, 1)
    assert.containSubset(JSON.parse(stdout), { accounts: [{ outcome: 'not_read' }] })
  })

  test('ends with 1 and says so where there is no Orange account', async ({ assert }) => {
    const { code, stdout, stderr } = await runAce(['orange:balance'])
    assert.equal(code, 1)
    assert.match(stdout + stderr, /no Orange account/)
  })
})
