import { test } from '@japa/runner'
import type { FrozenClock } from '#app/clock'
import SmsAttempt from '#models/sms_attempt'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { anEngine } from '#tests/helpers/engine'

test.group('A process that stands still between the commit and the POST', (group) => {
  withCleanDatabase(group)

  /** It was suspended, or the machine was: meanwhile this happens. */
  async function anEngineThatStandsStill(meanwhile: (clock: FrozenClock) => unknown) {
    const engine = await anEngine()
    const { rate } = engine.accounts.all[0]
    const depart = rate.depart.bind(rate)
    rate.depart = async (...place) => {
      await depart(...place)
      rate.depart = depart
      await meanwhile(engine.clock)
    }
    return engine
  }

  test('does not send what others gave up as lost', async ({ assert }) => {
    const message = await aMessage()
    const engine = await anEngineThatStandsStill(async (clock) => {
      clock.advance({ minutes: 2 })
      await engine.reaper.run()
    })
    await engine.sweep.run()

    engine.gateway.assertNothingSent()
    assert.include(await message.refresh(), { status: 'unknown', reason: 'worker_lost' })
    const attempt = await SmsAttempt.firstOrFail()
    assert.include(attempt.$attributes, { outcome: 'not_posted', reason: 'lease_too_short' })
  })

  test('does not send where the lease would not cover the POST, and begins anew', async ({
    assert,
  }) => {
    const message = await aMessage()
    const engine = await anEngineThatStandsStill((clock) => clock.advance({ seconds: 85 }))
    await engine.sweep.run()

    engine.gateway.assertSentCount(1)
    assert.include(await message.refresh(), { status: 'sent', attemptCount: 2, retryCount: 0 })
    const attempts = await SmsAttempt.query().orderBy('number')
    assert.deepEqual(
      attempts.map(({ outcome }) => outcome),
      ['not_posted', 'accepted']
    )
  })

  test('does not send what has become too late meanwhile', async ({ assert }) => {
    const engine = await anEngineThatStandsStill((clock) => clock.advance({ seconds: 61 }))
    const message = await aMessage({ expiresAt: engine.clock.now().plus({ minutes: 1 }) })
    await engine.sweep.run()

    engine.gateway.assertNothingSent()
    assert.include(await message.refresh(), { status: 'expired', attemptCount: 1 })
    assert.equal((await SmsAttempt.firstOrFail()).reason, 'too_late')
  })
})
