import { test } from '@japa/runner'
import { FrozenClock } from '#app/clock'
import { createGateway } from '#gateways/create_gateway'
import { FakeGateway } from '#gateways/fake_gateway'
import { LogGateway } from '#gateways/log_gateway'
import { OrangeGateway } from '#gateways/orange/orange_gateway'
import { assertNoPersonalData, CANARY_SMS } from '#tests/helpers/gateway_contract'
import { aLogger } from '#tests/helpers/logger'
import { aConfig } from '#tests/helpers/orange_gateway'

const sms = (messageId: number) => ({ ...CANARY_SMS, messageId })

test.group('The fake gateway', () => {
  test('answers from its queue, per message first, and then accepts', async ({ assert }) => {
    const fake = new FakeGateway()
      .answerWith({ outcome: 'ambiguous', reason: 'timeout' })
      .answerMessage(2, { outcome: 'refused', reason: 'invalid_number', httpStatus: 400 })
    assert.containsSubset(await fake.send(sms(2)), { outcome: 'refused', httpStatus: 400 })
    assert.containsSubset(await fake.send(sms(1)), { outcome: 'ambiguous', reason: 'timeout' })
    assert.equal((await fake.send(sms(2))).outcome, 'accepted')
    fake.answerAlways({ outcome: 'provider_down', reason: 'dns_failure' })
    assert.equal((await fake.send(sms(3))).outcome, 'provider_down')
    assert.equal((await fake.send(sms(3))).outcome, 'provider_down')
    assert.equal((await fake.answerAlways().send(sms(3))).outcome, 'accepted')
  })

  test('can fail to prepare', async ({ assert }) => {
    const fake = new FakeGateway().failToPrepare({ outcome: 'account', reason: 'bad_credentials' })
    assert.containsSubset(await fake.prepare(), {
      ready: false,
      result: { outcome: 'account', reason: 'bad_credentials' },
    })
    assert.deepEqual(await fake.failToPrepare().prepare(), { ready: true })
  })

  test('holds what arrives until it is released', async ({ assert }) => {
    const fake = new FakeGateway().hold()
    let answered = 0
    const both = [1, 2].map((id) => fake.send(sms(id)).then(() => answered++))
    await fake.arrived(2)
    assert.equal(answered, 0)
    fake.release()
    await Promise.all(both)
    assert.equal(answered, 2)
  })

  test('takes its time where told', async ({ assert }) => {
    const fake = new FakeGateway()
    fake.latencyMs = 30
    assert.isAtLeast((await fake.send(sms(1))).durationMs, 28)
  })

  test('asserts what was sent', async ({ assert }) => {
    const fake = new FakeGateway()
    fake.assertNothingSent()
    await fake.send(sms(5))
    fake.assertSentCount(1)
    fake.assertSent(({ messageId }) => messageId === 5)
    fake.assertNotSent(({ messageId }) => messageId === 6)
    assert.throws(
      () => fake.assertNothingSent(),
      /0 sends were expected; 1 were made, of messages 5/
    )
    assert.throws(() => fake.assertSent(() => false), /matches/)
    assert.throws(() => fake.assertNotSent(() => true), /should not/)
  })
})

test.group('The log gateway', () => {
  test('writes one line with the message and its segments, not its text', async ({ assert }) => {
    const { lines, logger } = aLogger()
    const result = await new LogGateway(logger).send(CANARY_SMS)
    assert.lengthOf(lines, 1)
    assert.containsSubset(JSON.parse(lines[0]), { messageId: 7, segments: 1, encoding: 'GSM-7' })
    assert.match(
      'providerMessageId' in result ? result.providerMessageId! : '',
      /^log-[0-9a-f-]{36}$/
    )
    assert.include(result, { outcome: 'accepted', onlyLogged: true })
    assertNoPersonalData(assert, lines)
  })
})

test.group('The gateway of the configuration', () => {
  const parts = { clock: new FrozenClock('2026-03-10T08:00:00Z'), logger: aLogger().logger }

  test('is the one it names', async ({ assert }) => {
    const orange = aConfig('https://api.orange.com')
    assert.instanceOf(await createGateway(orange, parts), OrangeGateway)
    const log = { ...orange, gateway: 'log' as const }
    assert.instanceOf(await createGateway(log, parts), LogGateway)
  })
})
