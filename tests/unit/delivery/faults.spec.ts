import { test } from '@japa/runner'
import GatewayAccount from '#models/gateway_account'
import SmsAttempt from '#models/sms_attempt'
import SmsMessage from '#models/sms_message'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { anEngine } from '#tests/helpers/engine'

const statuses = async () =>
  SmsMessage.query()
    .orderBy('id')
    .then((all) => all.map(({ status }) => status))
const theAccount = () => GatewayAccount.findByOrFail('name', 'log')

test.group('Faults of the operator', (group) => {
  withCleanDatabase(group)

  test('a passing fault is retried after 5, 10 and 20 minutes, then is a dead letter', async ({
    assert,
  }) => {
    const message = await aMessage()
    const { sweep, gateway, clock } = await anEngine()
    gateway.answerAlways({ outcome: 'transient', reason: 'request_timeout', httpStatus: 408 })

    const waits: number[] = []
    for (let attempt = 1; attempt <= 4; attempt++) {
      await sweep.run()
      await message.refresh()
      assert.equal(message.attemptCount, attempt)
      if (message.status === 'pending') {
        waits.push(message.scheduledAt.diff(clock.now(), 'minutes').minutes)
        clock.travelTo(message.scheduledAt)
      }
    }

    assert.deepEqual(waits, [5, 10, 20])
    assert.include(message, { status: 'dead_letter', reason: 'retries_used_up', retryCount: 3 })
    assert.isNotNull(message.failedAt)
  })

  test('a refusal fails at once, with what the operator said', async ({ assert }) => {
    const message = await aMessage()
    const { sweep, gateway } = await anEngine()
    gateway.answerWith({
      outcome: 'refused',
      reason: 'invalid_number',
      errorCode: 'SVC0004',
      httpStatus: 400,
    })
    const { statistics } = await sweep.run()
    assert.include(statistics, { failed: 1, sent: 0 })
    assert.include(await message.refresh(), {
      status: 'failed',
      reason: 'invalid_number',
      errorCode: 'SVC0004',
      retryCount: 0,
    })
  })

  test('what may have been accepted is unknown and is never sent again', async ({ assert }) => {
    const message = await aMessage()
    const { sweep, gateway, clock } = await anEngine()
    gateway.answerWith({ outcome: 'ambiguous', reason: 'connection_reset' })
    await sweep.run()
    clock.advance({ days: 2 })
    await sweep.run()
    assert.include(await message.refresh(), { status: 'unknown', reason: 'connection_reset' })
    gateway.assertSentCount(1)
  })

  test('throttling burns no retry, slows everybody down, and the same sweep goes on', async ({
    assert,
  }) => {
    for (let n = 0; n < 3; n++) await aMessage()
    const { sweep, gateway, clock } = await anEngine({ processing: { lanes: 1 } })
    const before = clock.nowMs()
    gateway.answerWith({ outcome: 'throttled', reason: 'too_many_requests', retryAfterMs: 2_000 })

    const { statistics } = await sweep.run()

    assert.include(statistics, { sent: 3, released: 1, retried: 0 })
    assert.isAtLeast(clock.nowMs() - before, 2_000)
    assert.deepEqual(await statuses(), ['sent', 'sent', 'sent'])
    const retries = await SmsMessage.query().where('retry_count', '>', 0)
    assert.lengthOf(retries, 0)
  })

  test('credit or credentials at fault pause the account: nothing is lost, nothing more is tried', async ({
    assert,
  }) => {
    for (let n = 0; n < 30; n++) await aMessage()
    const { sweep, gateway } = await anEngine({ processing: { lanes: 1 }, ratePerSecond: 5 })
    gateway.answerAlways({ outcome: 'account', reason: 'no_credit', errorMessage: 'No credit' })

    const first = await sweep.run()
    const posts = gateway.sent.length
    const second = await sweep.run()

    assert.include(first, { outcome: 'paused', pauseReason: 'no_credit' })
    assert.include(second, { outcome: 'paused' })
    assert.equal(gateway.sent.length, posts, 'a paused account makes no POST')
    assert.isAtMost(posts, 5)
    assert.deepEqual(new Set(await statuses()), new Set(['pending']))
    assert.include((await theAccount()).$attributes, { state: 'paused', reason: 'no_credit' })
    assert.lengthOf(await SmsMessage.query().whereNotNull('lease_token'), 0)
  })

  test('bad credentials are found out before anything is claimed', async ({ assert }) => {
    await aMessage()
    const { sweep, gateway } = await anEngine()
    gateway.failToPrepare({ outcome: 'account', reason: 'bad_credentials' })
    const { outcome, statistics } = await sweep.run()
    assert.equal(outcome, 'paused')
    assert.equal(statistics.processed, 0)
    gateway.assertNothingSent()
    assert.lengthOf(await SmsAttempt.all(), 0)
  })

  test('an outage of hours burns no retry and is probed once an interval', async ({ assert }) => {
    for (let n = 0; n < 40; n++) await aMessage()
    const { sweep, gateway, clock } = await anEngine({
      ratePerSecond: 5,
      retry: { circuitThreshold: 5, circuitProbeSeconds: 60 },
    })
    gateway.answerAlways({ outcome: 'provider_down', reason: 'connection_refused' })
    await sweep.run()
    assert.equal((await theAccount()).state, 'circuit_open')
    const beforeProbes = gateway.sent.length

    for (let minute = 0; minute < 120; minute++) {
      clock.advance({ minutes: 1 })
      await sweep.run()
    }
    assert.isAtMost(gateway.sent.length - beforeProbes, 120)
    assert.deepEqual(new Set(await statuses()), new Set(['pending']))
    assert.lengthOf(await SmsMessage.query().where('retry_count', '>', 0), 0)

    gateway.answerAlways()
    clock.advance({ minutes: 2 })
    await sweep.run()
    assert.equal((await theAccount()).state, 'active')
    await sweep.run()
    assert.deepEqual(new Set(await statuses()), new Set(['sent']))
  })

  test('what has expired during an outage does not use up the probes', async ({ assert }) => {
    const { sweep, gateway, clock } = await anEngine({ processing: { lanes: 1 } })
    for (let n = 0; n < 10; n++) await aMessage({ expiresAt: clock.now().plus({ minutes: 5 }) })
    for (let n = 0; n < 5; n++) await aMessage()
    gateway.answerAlways({ outcome: 'provider_down', reason: 'connection_refused' })
    await sweep.run()
    const posts = gateway.sent.length

    clock.advance({ minutes: 10 })
    const { statistics } = await sweep.run()

    assert.include(statistics, { expired: 10, released: 1 })
    assert.equal(gateway.sent.length, posts + 1)
  })

  test('of two workers one gets the probe', async ({ assert }) => {
    for (let n = 0; n < 10; n++) await aMessage()
    const first = await anEngine({ processing: { lanes: 1 } })
    await first.sweep.run({ limit: 1 })
    await GatewayAccount.query().update({ state: 'circuit_open', reason: 'outage', state_until: 1 })
    const second = await anEngine({ clock: first.clock, processing: { lanes: 1 } })

    /** The probe is not answered before the other has looked: it would close the circuit. */
    first.gateway.hold()
    second.gateway.hold()
    const sweeps = [first.sweep.run(), second.sweep.run()]
    await Promise.race([first.gateway.arrived(2), second.gateway.arrived(1)])
    await Promise.race(sweeps)
    first.gateway.release()
    second.gateway.release()
    await Promise.all(sweeps)

    const probes = first.gateway.sent.length - 1 + second.gateway.sent.length
    assert.equal(probes, 1)
  })
})
