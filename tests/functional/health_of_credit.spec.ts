import { test } from '@japa/runner'
import { Secret } from '@adonisjs/core/helpers'
import app from '@adonisjs/core/services/app'
import config from '@adonisjs/core/services/config'
import { DateTime, type DurationLikeObject } from 'luxon'
import { GatewayConfig } from '#gateways/define_config'
import { toSqlInstant } from '#storage/instants'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { anAccount, aWorker } from '#tests/helpers/operation_rows'
import { runAce } from '#tests/helpers/run_ace'

const SECRET = 'a-secret-for-monitoring'

const at = (duration: DurationLikeObject) => toSqlInstant(DateTime.utc().plus(duration))

const STOPPED = { units: 0, state: 'paused', pause_kind: 'contract' }

const CREDIT = [
  {
    title: 'low',
    account: () => ({ units: 3, units_expire_at: at({ days: 60 }) }),
    check: 'account:units',
    says: /3 units are left: buy more/,
    status: { health: 200, verdict: 'warn', command: 1 },
  },
  {
    title: 'about to expire',
    account: () => ({ units: 9_000, units_expire_at: at({ days: 2 }) }),
    check: 'account:units',
    says: /a bundle expires in/,
    status: { health: 200, verdict: 'warn', command: 1 },
  },
  {
    title: 'used up',
    account: () => ({ ...STOPPED, reason: 'no_credit', state_since: at({ hours: -2 }) }),
    check: 'account:state',
    says: /is paused since .*no_credit/,
    status: { health: 503, verdict: 'fail', command: 2 },
  },
  {
    title: 'expired',
    account: () => ({
      ...STOPPED,
      reason: 'contract_expired',
      units_expire_at: at({ days: -1 }),
      state_since: at({ hours: -2 }),
    }),
    check: 'account:state',
    says: /is paused since .*contract_expired/,
    status: { health: 503, verdict: 'fail', command: 2 },
  },
]

test.group('Credit and the web server', (group) => {
  withCleanDatabase(group)
  group.each.setup(async () => {
    await installDefaultTemplates()
    await aWorker('a', { started_at: at({}), heartbeat_at: at({}) })
    const keptMs = config.get('monitoring.healthKeptMs')
    config.set('monitoring.healthKeptMs', 0)
    config.set('monitoring.secret', new Secret(SECRET))
    app.container.swap(GatewayConfig, () => anOrangeAccount())
    return () => {
      app.container.restore(GatewayConfig)
      config.set('monitoring.secret', undefined)
      config.set('monitoring.healthKeptMs', keptMs)
    }
  })

  for (const { title, account, check, says, status } of CREDIT) {
    test(`credit that is ${title} is told by health, and the server stays in rotation`, async ({
      client,
      assert,
    }) => {
      await anAccount({
        name: 'orange',
        gateway: 'orange',
        balance_polled_at: at({}),
        ...account(),
      })

      for (const path of ['/health/ready', '/health/live']) {
        const answer = await client.get(path)
        answer.assertStatus(200)
        answer.assertBody({ status: 'pass' })
      }

      const health = await client.get('/health').header('X-Monitoring-Secret', SECRET)
      health.assertStatus(status.health)
      const report = JSON.parse(health.text())
      assert.equal(report.status, status.verdict)
      assert.equal(report.checks[check][0].status, status.verdict)
      assert.match(report.checks[check][0].output, says)

      const command = await runAce(['sms:health'])
      assert.equal(command.code, status.command)
      assert.match(command.stdout, says)
    })
  }
})

function anOrangeAccount(): GatewayConfig {
  const [account] = config.get<GatewayConfig>('sms_gateways').accounts
  const orange = { ...account.orange, clientId: 'demo', clientSecret: new Secret('demo') }
  return new GatewayConfig(
    { accounts: [{ ...account, name: 'orange', gateway: 'orange', orange }] },
    { leaseSeconds: 90, maxSegments: 3 }
  )
}
