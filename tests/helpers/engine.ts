import app from '@adonisjs/core/services/app'
import { Database } from '@adonisjs/lucid/database'
import { FrozenClock, type Clock } from '#app/clock'
import { ReapLostMessages } from '#delivery/unknown/reap_lost_messages'
import { ProcessDueMessages } from '#delivery/sweep/process_due_messages'
import { SendingAccounts } from '#delivery/accounts/sending_accounts'
import type { SendingJournal } from '#delivery/restore/sending_journal'
import type { GatewayConfig } from '#gateways/define_config'
import { FakeGateway } from '#gateways/fake_gateway'
import type { AccountSettings } from '#gateways/settings'
import { RetryPolicies } from '#retry/retry_policies'
import type { JobHandlers } from '#schedules/jobs/job_handlers'
import { engineOf } from '#services/engine'
import { settingsWith, type ChangedSettings } from '#tests/helpers/settings'
import { TEST_NOW } from '#tests/helpers/test_clock'

export interface EngineOptions extends ChangedSettings {
  clock?: Clock
  db?: Database
  ratePerSecond?: number
  /** Instead of the one account `log` that takes every number. */
  accounts?: (Pick<AccountSettings, 'name'> & Partial<AccountSettings>)[]
  journal?: SendingJournal
  handlers?: JobHandlers
}

/** The delivery engine with a fake gateway and a clock of the test's own; the rest is real. */
export async function anEngine({
  clock = new FrozenClock(TEST_NOW),
  db,
  ratePerSecond = 1_000,
  accounts = [{ name: 'log' }],
  journal,
  handlers,
  ...settings
}: EngineOptions = {}) {
  const [shipped] = app.config.get<GatewayConfig>('sms_gateways').accounts
  const doors = Object.fromEntries(accounts.map(({ name }) => [name, new FakeGateway()]))
  const resolver = await engineOf(app.container, {
    db: db ?? (await app.container.make(Database)),
    clock,
    config: settingsWith(settings),
    accounts: accounts.map((account) => ({ ...shipped, ratePerSecond, ...account })),
    gateways: doors,
    journal,
    handlers,
  })

  return {
    clock: clock as FrozenClock,
    /** The door of the first account. */
    gateway: doors[accounts[0].name],
    doors,
    accounts: await resolver.make(SendingAccounts),
    policies: await resolver.make(RetryPolicies),
    sweep: await resolver.make(ProcessDueMessages),
    reaper: await resolver.make(ReapLostMessages),
    resolver,
  }
}
