import { test } from '@japa/runner'
import { FrozenClock } from '#app/clock'
import { CheckHealth } from '#monitoring/check_health'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { anEngine } from '#tests/helpers/engine'
import { make } from '#tests/helpers/make'
import { TEST_NOW } from '#tests/helpers/test_clock'

test.group('Health after real sweeps', (group) => {
  withCleanDatabase(group)

  test('fails if a prefix list suppresses all that should have gone out', async ({ assert }) => {
    const caps = { allowedPrefixes: ['+221'] }
    const { sweep, gateway } = await anEngine({ caps })
    for (let n = 0; n < 40; n++) await aMessage()
    await sweep.run()
    assert.lengthOf(gateway.sent, 0)
    const health = await make(CheckHealth, new FrozenClock(TEST_NOW))
    const [check] = (await health.run({ only: 'outcomes' })).checks
    assert.equal(check.status, 'fail')
    assert.match(check.output, /40 of 40 .*country_not_allowed/)
  })
})
