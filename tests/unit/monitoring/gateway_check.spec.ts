import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import app from '@adonisjs/core/services/app'
import { GatewayConfig } from '#gateways/define_config'
import { LogGateway } from '#gateways/log_gateway'
import { gatewayCheck } from '#monitoring/health/gateway_check'
import { decideOutcome } from '#delivery/send/decide_outcome'
import { RetryPolicies } from '#retry/retry_policies'
import { FrozenClock } from '#app/clock'
import type { HealthContext } from '#monitoring/health/health_check'
import { aLogger } from '#tests/helpers/logger'

const [shipped] = app.config.get<GatewayConfig>('sms_gateways').accounts
const limits = { leaseSeconds: 90, maxSegments: 3 }

function check(gateway: 'log' | 'orange', isForReal: boolean) {
  const orange = { ...shipped.orange, clientId: 'x', clientSecret: { release: () => 'y' } as never }
  const account = { ...shipped, gateway, name: 'first', orange }
  const gateways = new GatewayConfig({ accounts: [account] }, limits, { isForReal })
  return gatewayCheck.run({ client: db.connection(), gateways } as HealthContext)
}

test.group('The log instead of a gateway', () => {
  test('is warned of in production for as long as it lasts', async ({ assert }) => {
    const { status, output, observedValue } = await check('log', true)
    assert.deepEqual([status, observedValue], ['warn', 'log'])
    assert.match(output, /^No SMS leaves by "first".*SMS_GATEWAY=orange/)
    assert.equal((await check('log', false)).status, 'pass')
    assert.equal((await check('orange', true)).status, 'pass')
  })

  test('is named by the message that it "sent"', async ({ assert }) => {
    const sms = { messageId: 1, phoneNumber: '+237677000001', body: 'Bonjour' }
    const result = await new LogGateway(aLogger().logger).send(sms)
    const { status, reason } = decideOutcome(result, {
      retryCount: 0,
      now: new FrozenClock('2026-03-10T09:00:00Z').now(),
      policies: await app.container.make(RetryPolicies),
      outageDelaySeconds: 30,
    } as never)
    assert.deepEqual([status, reason], ['sent', 'written_to_log'])
  })
})
