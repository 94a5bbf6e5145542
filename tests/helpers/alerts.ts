import app from '@adonisjs/core/services/app'
import { Database } from '@adonisjs/lucid/database'
import db from '@adonisjs/lucid/services/db'
import {
  AlertChannels,
  type AlertChannel,
  type AlertMessage,
  type Told,
} from '#alerts/alert_channel'
import { DeliverNotices } from '#alerts/deliver_notices'
import { PingWatcher } from '#alerts/ping_watcher'
import { TestChannels } from '#alerts/test_channels'
import { WatchHealth } from '#alerts/watch_health'
import { WriteDigest } from '#alerts/write_digest'
import type { Recipient } from '#alerts/recipients'
import { Clock, FrozenClock } from '#app/clock'
import { CheckHealth } from '#monitoring/check_health'
import type { ReportedStatus } from '#monitoring/health/health_report'
import { AlertsConfig, type AlertsSettings } from '#settings/alerts_config'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { AddressList } from '#values/address_list'
import { settingsWith, type ChangedSettings } from '#tests/helpers/settings'
import { TEST_NOW } from '#tests/helpers/test_clock'

export const ROSINE = { address: 'rosine@example.cm', language: 'fr' } as const
export const OPS = { address: 'ops@example.org', language: 'en' } as const

/** What health finds, by the names of checks; the database comes first. */
export type Findings = Record<string, ReportedStatus>

export interface AlertOptions {
  findings?: Findings
  clock?: FrozenClock
  database?: Database
  channels?: AlertChannels
  settings?: Partial<AlertsSettings>
  rules?: ChangedSettings['alerts']
}

/** Keeps what it is told; `answer` decides what becomes of it. */
export class Mailbox implements AlertChannel {
  readonly heard: { to: string; message: AlertMessage }[] = []
  answer: (to: string) => Told | Promise<Told> = () => ({ ok: true })

  async tell({ key }: Recipient, message: AlertMessage): Promise<Told> {
    const told = await this.answer(key)
    if (told.ok) this.heard.push({ to: key, message })
    return told
  }

  async close(): Promise<void> {}

  /** What an address was told. Recipients are told at the same time, in no order. */
  to({ address }: { address: string }): AlertMessage[] {
    return this.heard.filter(({ to }) => to === `mail:${address}`).map(({ message }) => message)
  }

  get subjects(): string[] {
    return this.heard.map(({ message }) => message.subject)
  }
}

/** Alerts by findings of the test's own; all else is real. */
export async function theAlerts({
  findings = {},
  clock = new FrozenClock(TEST_NOW),
  database,
  channels,
  settings: changed = {},
  rules = {},
}: AlertOptions = {}) {
  const shipped = await app.container.make(AlertsConfig)
  const settings: AlertsSettings = {
    ...shipped.settings,
    mailTo: [ROSINE],
    mailFrom: 'rappel@example.cm',
    smtp: { release: () => 'smtp://127.0.0.1:1' } as AlertsSettings['smtp'],
    allowedAddresses: new AddressList(['127.0.0.1']),
    ...changed,
  }
  const mailbox = new Mailbox()
  const resolver = app.container.createResolver()
  const config = settingsWith({ alerts: { quietHours: null, except: [], ...rules } })
  resolver.bindValue(Clock, clock)
  resolver.bindValue(AlertsConfig, new AlertsConfig(settings))
  resolver.bindValue(SmsSchedulerConfig, config)
  resolver.bindValue(AlertChannels, channels ?? new AlertChannels({ mail: mailbox }))
  resolver.bindValue(CheckHealth, { run: async () => reportOf(findings) } as unknown as CheckHealth)
  if (database) resolver.bindValue(Database, database)
  const watch = await resolver.make(WatchHealth)
  const deliver = await resolver.make(DeliverNotices)
  return {
    clock,
    findings,
    mailbox,
    watch: () => watch.run(),
    deliver: () => deliver.run(),
    /** Evaluates this many minutes, one after the other, and sends what is written. */
    async minutes(count: number, found?: Findings) {
      Object.assign(findings, found)
      for (let minute = 0; minute < count; minute++) {
        clock.advance({ minutes: 1 })
        await watch.run()
        await deliver.run()
      }
    },
    digest: async () => (await resolver.make(WriteDigest)).run(),
    test: async () => (await resolver.make(TestChannels)).run(),
    ping: async () => (await resolver.make(PingWatcher)).run(),
  }
}

function reportOf(findings: Findings) {
  const all: Findings = { database: 'pass', ...findings }
  const checks = Object.entries(all).map(([name, status]) => ({
    key: `test:${name}`,
    name,
    status,
    observedValue: null,
    observedUnit: 'state',
    output: 'for engineers: +237690000000',
  }))
  return { status: 'pass' as const, checkedAt: TEST_NOW, checks }
}

export const incidents = () => db.from('alert_incidents').orderBy('id')
export const notices = () => db.from('alert_notices').orderBy('id')
