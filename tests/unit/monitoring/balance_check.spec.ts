import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { EventsConfig } from '#settings/events_config'
import { KafkaConfig } from '#settings/kafka_config'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { GatewayConfig } from '#gateways/define_config'
import { Secret } from '@adonisjs/core/helpers'
import { balanceCheck } from '#monitoring/health/balance_check'
import { PhoneHash } from '#consents/phone_hash'
import { DatabaseAge } from '#delivery/restore/database_age'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { toSqlInstant } from '#storage/instants'
import { withCleanDatabase } from '#tests/helpers/database'
import { TEST_NOW, now } from '#tests/helpers/test_clock'

const ago = (hours: number) => toSqlInstant(now.minus({ hours }))

test.group('Health: the balance', (group) => {
  withCleanDatabase(group)

  async function check(
    values: Record<string, unknown> | null,
    polls: [hours: number, units: number, values?: Record<string, unknown>][] = []
  ) {
    const [account] = app.config.get<GatewayConfig>('sms_gateways').accounts
    const orange = { ...account.orange, clientId: 'demo', clientSecret: new Secret('demo') }
    const gateways = new GatewayConfig(
      { accounts: [{ ...account, name: 'orange', gateway: 'orange', orange }] },
      { leaseSeconds: 90, maxSegments: 3 }
    )
    if (values) {
      await db.table('gateway_accounts').insert({
        name: 'orange',
        gateway: 'orange',
        balance_polled_at: ago(0),
        created_at: ago(0),
        updated_at: ago(0),
        ...values,
      })
    }
    for (const [hours, units, more] of polls) {
      await db.table('gateway_balances').insert({
        account: 'orange',
        polled_at: ago(hours),
        contract_id: 'one',
        units,
        usable: true,
        ...more,
      })
    }
    return balanceCheck.run({
      client: db.connection(),
      clock: new FrozenClock(TEST_NOW),
      config: app.config.get<SmsSchedulerConfig>('sms_scheduler'),
      gateways,
      age: await app.container.make(DatabaseAge),
      hash: await app.container.make(PhoneHash),
      kafka: await app.container.make(KafkaConfig),
      events: await app.container.make(EventsConfig),
      jobs: await app.container.make(JobHandlers),
    })
  }

  test('passes while the bundles last', async ({ assert }) => {
    const finding = await check({
      units: 10_000,
      units_expire_at: toSqlInstant(now.plus({ days: 60 })),
    })
    assert.containSubset(finding, { status: 'pass', observedValue: 10_000 })
  })

  test('passes before the first poll', async ({ assert }) => {
    assert.containSubset(await check(null), { status: 'pass', observedValue: null })
  })

  test('passes over a poll or two that failed', async ({ assert }) => {
    const values = { units: 9_000, balance_polled_at: ago(2.5), balance_error: 'unavailable' }
    assert.equal((await check(values)).status, 'pass')
  })

  test('does not take what a bundle lost at its end for what is used', async ({ assert }) => {
    const ended = { expires_at: ago(24) }
    const finding = await check({ units: 1_000 }, [
      [72, 9_000, ended],
      [48, 9_000, ended],
      [24, 0, ended],
      [0, 0, ended],
    ])
    assert.containSubset(finding, { status: 'pass', output: 'The bundles are sufficient' })
  })

  const warnings: [string, Record<string, unknown>, [number, number][], RegExp][] = [
    ['few units', { units: 499 }, [], /499 units are left/],
    [
      'units for a few days',
      { units: 1_000 },
      [
        [48, 2_000],
        [24, 1_500],
        [0, 1_000],
      ],
      /last 2\.0 days at the average/,
    ],
    [
      'a bundle that ends soon',
      { units: 9_000, units_expire_at: toSqlInstant(now.plus({ days: 3 })) },
      [],
      /expires in 3\.0 days/,
    ],
    ['no poll for hours', { units: 9_000, balance_polled_at: ago(5) }, [], /last read 5 hours ago/],
    [
      'polls that fail',
      { units: 9_000, balance_polled_at: ago(4), balance_error: 'unavailable' },
      [],
      /could not be read \(unavailable\)/,
    ],
    [
      'polls that never worked',
      { units: null, balance_polled_at: null, balance_error: 'bad_credentials' },
      [],
      /could not be read \(bad_credentials\)/,
    ],
  ]
  for (const [what, values, polls, output] of warnings) {
    test(`warns of ${what}`, async ({ assert }) => {
      const finding = await check(values, polls)
      assert.equal(finding.status, 'warn')
      assert.match(finding.output, output)
      assert.match(finding.output, /orange:balance/)
    })
  }
})
