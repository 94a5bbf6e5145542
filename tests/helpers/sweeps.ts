import app from '@adonisjs/core/services/app'
import { Database } from '@adonisjs/lucid/database'
import { Clock, FrozenClock } from '#app/clock'
import { SmsSchedulerConfig, type SmsSchedulerSettings } from '#app/sms_scheduler_config'
import { ProcessDueMessages } from '#delivery/process_due_messages'
import { RateLimit } from '#delivery/rate_limit'
import { ReapLostMessages } from '#delivery/reap_lost_messages'
import { GatewayConfig } from '#gateways/define_config'
import { FakeGateway } from '#gateways/fake_gateway'
import { SmsGateway } from '#gateways/sms_gateway'

/** Tuesday 10 March 2026, 10:00 in Douala. */
export const TEST_NOW = '2026-03-10T09:00:00Z'

interface Parts {
  clock?: Clock
  db?: Database
  ratePerSecond?: number
  processing?: Partial<SmsSchedulerSettings['processing']>
  retry?: Partial<SmsSchedulerSettings['retry']>
}

/** The delivery engine with a fake gateway and a clock of the test's own; the rest is real. */
export async function anEngine(parts: Parts = {}) {
  const clock = (parts.clock ?? new FrozenClock(TEST_NOW)) as FrozenClock
  const gateway = new FakeGateway()
  const settings = app.config.get<SmsSchedulerConfig>('sms_scheduler')
  const gateways = app.config.get<GatewayConfig>('sms_gateways')
  const db = parts.db ?? (await app.container.make(Database))
  const config = new SmsSchedulerConfig({
    ...settings,
    processing: { ...settings.processing, ...parts.processing },
    retry: { ...settings.retry, ...parts.retry },
  })
  const gatewayConfig = new GatewayConfig(
    { ...gateways, account: { name: 'log', ratePerSecond: parts.ratePerSecond ?? 1_000 } },
    config.processing.leaseSeconds
  )
  const resolver = app.container.createResolver()
  resolver.bindValue(Database, db)
  resolver.bindValue(Clock, clock)
  resolver.bindValue(SmsGateway, gateway)
  resolver.bindValue(SmsSchedulerConfig, config)
  resolver.bindValue(GatewayConfig, gatewayConfig)
  resolver.bindValue(RateLimit, new RateLimit(db, clock, gatewayConfig))

  return {
    clock,
    gateway,
    sweep: await resolver.make(ProcessDueMessages),
    reaper: await resolver.make(ReapLostMessages),
    resolver,
  }
}
