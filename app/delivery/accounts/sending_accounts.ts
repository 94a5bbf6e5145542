import { inject } from '@adonisjs/core'
import { Emitter } from '@adonisjs/core/events'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { AccountPace } from '#delivery/accounts/account_pace'
import { AccountRoutes } from '#delivery/accounts/account_routes'
import { AccountRow } from '#delivery/accounts/account_row'
import { AccountState } from '#delivery/accounts/account_state'
import { RateLimit } from '#delivery/accounts/rate_limit'
import { ReactToResults } from '#delivery/accounts/react_to_results'
import { GatewayConfig, type AccountSettings } from '#gateways/define_config'
import type { SmsGateway } from '#gateways/sms_gateway'
import { SmsGateways } from '#gateways/sms_gateways'

/** An account at work: its settings, its door, its state and its budget. */
export interface SendingAccount extends Pick<AccountSettings, 'name' | 'gateway'> {
  door: SmsGateway
  /** ISO 3166 alpha-3: of which country its bundles are. */
  country: string
  state: AccountState
  rate: RateLimit
  react: ReactToResults
  /** On `phone_number`: what is this account's own; empty where it takes everything. */
  route?: string
}

/** The accounts of this process. One instance: it knows the places taken and the state last seen. */
@inject()
export class SendingAccounts {
  readonly all: SendingAccount[]
  readonly routes: AccountRoutes

  constructor(
    config: GatewayConfig,
    scheduler: SmsSchedulerConfig,
    gateways: SmsGateways,
    db: Database,
    clock: Clock,
    logger: Logger,
    emitter: Emitter<any>
  ) {
    this.routes = new AccountRoutes(config.accounts)
    this.all = config.accounts.map((account) => {
      const row = new AccountRow(account, db, clock, logger, emitter)
      const state = new AccountState(row, clock, scheduler.retry)
      const rate = new RateLimit(
        account,
        scheduler.text.maxSegments,
        row,
        new AccountPace(row, clock),
        db,
        clock
      )
      return {
        name: account.name,
        gateway: account.gateway,
        door: gateways.of(account.name),
        country: account.orange.country,
        state,
        rate,
        react: new ReactToResults(state, rate),
        route: this.routes.conditionFor(account.name),
      }
    })
  }
}
