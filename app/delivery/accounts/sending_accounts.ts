import { inject } from '@adonisjs/core'
import { Emitter } from '@adonisjs/core/events'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { AccountPace } from '#delivery/accounts/account_pace'
import { AccountRoutes } from '#delivery/accounts/account_routes'
import { AccountRow } from '#delivery/accounts/account_row'
import { AccountState } from '#delivery/accounts/account_state'
import { RateLimit } from '#delivery/accounts/rate_limit'
import { ReactToResults } from '#delivery/accounts/react_to_results'
import { GatewayConfig } from '#gateways/define_config'
import type { AccountSettings } from '#gateways/settings'
import type { SmsGateway } from '#gateways/sms_gateway'
import { SmsGateways } from '#gateways/sms_gateways'

/** An account in use: its settings, gateway, state and budget. */
export interface SendingAccount extends Pick<AccountSettings, 'name' | 'gateway'> {
  door: SmsGateway
  /** ISO 3166 alpha-3: the country of its bundles. */
  country: string
  state: AccountState
  rate: RateLimit
  react: ReactToResults
  /**
   * A condition on `phone_number` that selects this account's messages; undefined if it takes
   * everything.
   */
  route?: string
}

/**
 * The accounts of this process. A single instance, which knows the reserved places and the
 * state last seen.
 */
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
        react: new ReactToResults(account, state, rate, clock, logger),
        route: this.routes.conditionFor(account.name),
      }
    })
  }
}
