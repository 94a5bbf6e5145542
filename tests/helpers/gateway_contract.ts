import { test } from '@japa/runner'
import type { SmsGateway } from '#gateways/sms_gateway'
import { OUTCOMES, type OutboundSms } from '#gateways/types'
import { withoutDatabase } from '#tests/helpers/without_database'

/** More than timers and a busy machine need. */
const SLACK_MS = 1_500

export interface GatewayUnderTest {
  gateway: SmsGateway
  /** From now on nobody answers, where there is somebody who could. */
  stall?(): void
  /** From now on every send ends badly, where it can. */
  fail?(): void
  close(): Promise<void>
}

export const CANARY_SMS: OutboundSms = {
  messageId: 7,
  phoneNumber: '+237690123456',
  body: 'Bonjour Zéphyrine, rendez-vous demain au centre de Mvog-Ada : Pentavalent 2.',
}

/** What every gateway promises (app/gateways/sms_gateway.ts), whatever is behind it. */
export function gatewayContract(name: string, open: () => Promise<GatewayUnderTest>) {
  test.group(`The contract of a gateway: ${name}`, (group) => {
    withoutDatabase(group)
    let under: GatewayUnderTest
    group.each.setup(async () => {
      under = await open()
      return () => under.close()
    })

    test('has a name and a bound for its answers', ({ assert }) => {
      assert.equal(under.gateway.name, name)
      assert.isAbove(under.gateway.timeoutMs, 0)
    })

    test('is ready when nothing is wrong', async ({ assert }) => {
      assert.deepEqual(await under.gateway.prepare(), { ready: true })
    })

    test('accepts an SMS with an id and a duration', async ({ assert }) => {
      const result = await under.gateway.send(CANARY_SMS)
      assert.equal(result.outcome, 'accepted')
      assert.match(String('providerMessageId' in result && result.providerMessageId), /^[\w.~-]+$/)
      assert.isTrue(Number.isInteger(result.durationMs) && result.durationMs >= 0)
    })

    test('does not need prepare() to have been called', async ({ assert }) => {
      assert.equal((await under.gateway.send(CANARY_SMS)).outcome, 'accepted')
    })

    test('sends many at once, each with its own id', async ({ assert }) => {
      const results = await Promise.all(
        Array.from({ length: 50 }, (_, n) => under.gateway.send({ ...CANARY_SMS, messageId: n }))
      )
      const ids = results.map((result) => 'providerMessageId' in result && result.providerMessageId)
      assert.lengthOf(new Set(ids), 50)
    })

    test('takes any text and any number without throwing', async ({ assert }) => {
      for (const body of ['', 'é'.repeat(2_000), '\u0000\ud800', '"}{', '👶🏾']) {
        const result = await under.gateway.send({ ...CANARY_SMS, body, phoneNumber: body })
        assert.include(OUTCOMES, result.outcome)
      }
    })

    test('when nobody answers it says so in time and does not throw', async ({ assert }) => {
      under.stall?.()
      const startedAt = performance.now()
      const result = await under.gateway.send(CANARY_SMS)
      assert.isBelow(performance.now() - startedAt, under.gateway.timeoutMs + SLACK_MS)
      assert.include(OUTCOMES, result.outcome)
      if (under.stall) assert.notEqual(result.outcome, 'accepted')
    })

    test('a failure has a class, a machine reason and no personal data', async ({ assert }) => {
      under.fail?.()
      const result = await under.gateway.send(CANARY_SMS)
      assertNoPersonalData(assert, result)
      if (!under.fail) return
      assert.notEqual(result.outcome, 'accepted')
      assert.match('reason' in result ? result.reason : '', /^[a-z][a-z0-9_]{2,59}$/)
    })
  })
}

/** The canary values of `CANARY_SMS`, in whole and in tell-tale parts. */
export function assertNoPersonalData(
  assert: { notMatch(value: string, form: RegExp): void },
  value: unknown
): void {
  assert.notMatch(
    JSON.stringify(value) ?? '',
    /690123456|690.12|123456|Z[eé]phyrine|Mvog|Pentavalent/i
  )
}
