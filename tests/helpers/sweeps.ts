import app from '@adonisjs/core/services/app'
import { Emitter } from '@adonisjs/core/events'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock, FrozenClock } from '#app/clock'
import { SmsSchedulerConfig, type SmsSchedulerSettings } from '#app/sms_scheduler_config'
import { ProcessDueMessages } from '#delivery/sweep/process_due_messages'
import { SendingAccounts } from '#delivery/accounts/sending_accounts'
import { RetryPolicies } from '#delivery/retry/retry_policies'
import { ReapLostMessages } from '#delivery/unknown/reap_lost_messages'
import { GatewayConfig, type AccountSettings } from '#gateways/define_config'
import { FakeGateway } from '#gateways/fake_gateway'
import { SmsGateways } from '#gateways/sms_gateways'

/** Tuesday 10 March 2026, 10:00 in Douala. */
export const TEST_NOW = '2026-03-10T09:00:00Z'

interface Parts {
  clock?: Clock
  db?: Database
  ratePerSecond?: number
  /** Instead of the one account `log` that takes every number. */
  accounts?: (Pick<AccountSettings, 'name'> & Partial<AccountSettings>)[]
  processing?: Partial<SmsSchedulerSettings['processing']>
  retry?: Partial<SmsSchedulerSettings['retry']>
  unknown?: Partial<SmsSchedulerSettings['unknown']>
  caps?: Partial<SmsSchedulerSettings['caps']>
  receipts?: Partial<SmsSchedulerSettings['receipts']>
  consent?: Partial<SmsSchedulerSettings['consent']>
  balance?: Partial<SmsSchedulerSettings['balance']>
  cleanup?: Partial<SmsSchedulerSettings['cleanup']>
  schedules?: Partial<SmsSchedulerSettings['schedules']>
}

/** The delivery engine with a fake gateway and a clock of the test's own; the rest is real. */
export async function anEngine(parts: Parts = {}) {
  const clock = (parts.clock ?? new FrozenClock(TEST_NOW)) as FrozenClock
  const settings = app.config.get<SmsSchedulerConfig>('sms_scheduler')
  const gateways = app.config.get<GatewayConfig>('sms_gateways')
  const db = parts.db ?? (await app.container.make(Database))
  const config = new SmsSchedulerConfig({
    ...settings,
    processing: { ...settings.processing, ...parts.processing },
    retry: { ...settings.retry, ...parts.retry },
    unknown: { ...settings.unknown, ...parts.unknown },
    caps: { ...settings.caps, ...parts.caps },
    receipts: { ...settings.receipts, ...parts.receipts },
    consent: { ...settings.consent, ...parts.consent },
    balance: { ...settings.balance, ...parts.balance },
    cleanup: { ...settings.cleanup, ...parts.cleanup },
    schedules: { ...settings.schedules, ...parts.schedules },
  })
  const limits = {
    leaseSeconds: config.processing.leaseSeconds,
    maxSegments: config.text.maxSegments,
  }
  const accounts = (parts.accounts ?? [{ name: 'log' }]).map((account) => ({
    ...gateways.accounts[0],
    ratePerSecond: parts.ratePerSecond ?? 1_000,
    ...account,
  }))
  const doors = Object.fromEntries(accounts.map(({ name }) => [name, new FakeGateway()]))
  const resolver = app.container.createResolver()
  resolver.bindValue(Database, db)
  resolver.bindValue(Clock, clock)
  resolver.bindValue(SmsSchedulerConfig, config)
  resolver.bindValue(GatewayConfig, new GatewayConfig({ accounts }, limits))
  resolver.bindValue(SmsGateways, new SmsGateways(doors))
  const sending = new SendingAccounts(
    await resolver.make(GatewayConfig),
    config,
    await resolver.make(SmsGateways),
    db,
    clock,
    await app.container.make(Logger),
    await app.container.make(Emitter)
  )
  resolver.bindValue(SendingAccounts, sending)
  const policies = new RetryPolicies(config.retry, await app.container.make(Logger))
  resolver.bindValue(RetryPolicies, policies)

  return {
    clock,
    /** The door of the first account. */
    gateway: doors[accounts[0].name],
    doors,
    accounts: sending,
    policies,
    sweep: await resolver.make(ProcessDueMessages),
    reaper: await resolver.make(ReapLostMessages),
    resolver,
  }
}
