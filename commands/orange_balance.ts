import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { PolledBalance } from '#monitoring/forecast_balances'

const EXIT_NOT_READ = 1

export default class OrangeBalance extends BaseCommand {
  static commandName = 'orange:balance'
  static description = 'Ask the operator what is left of the bundles, and when they end'
  static help = [
    'Also writes it down, and lets an account stop that has nothing left, or go on that has something again.',
    'Exit codes: 0 all accounts were read · 1 one could not be read, or there is none to read.',
    '  {{ binaryName }} orange:balance',
    '  {{ binaryName }} orange:balance --account=sn --json',
  ]
  static options: CommandOptions = { startApp: true }

  @flags.string({ description: 'Only this account' })
  declare account?: string

  @flags.boolean({ description: 'Print one JSON document and nothing else' })
  declare json: boolean

  async run() {
    const { SmsSchedulerService } = await import('#services/sms_scheduler_service')
    const service = await this.app.container.make(SmsSchedulerService)
    const accounts = await service.askBalances({ account: this.account })
    if (accounts.length === 0 || accounts.some(({ outcome }) => outcome === 'not_read'))
      this.exitCode = EXIT_NOT_READ
    if (this.json) console.log(JSON.stringify({ accounts }))
    else this.#show(accounts)
  }

  #show(accounts: PolledBalance[]) {
    if (accounts.length === 0) {
      this.logger.error(
        this.account
          ? `There is no Orange account "${this.account}"`
          : 'There is no Orange account: SMS_GATEWAY is not "orange"'
      )
    }
    for (const { account, outcome, reason, balance, unitsPerDay, daysLeft, change } of accounts) {
      if (outcome === 'not_read' || !balance) {
        this.logger.error(`${account}: could not be read (${reason}); nothing was changed`)
        continue
      }
      const lasting = daysLeft === null ? 'unknown' : `${Math.floor(daysLeft)} days`
      const used = unitsPerDay === null ? 'not known yet' : `${Math.round(unitsPerDay)} a day`
      this.logger.log(`${account}: ${balance.units} units, used ${used}, lasting ${lasting}`)
      const table = this.ui.table()
      table.head(['contract', 'country', 'offer', 'units', 'ends', 'state'])
      for (const contract of balance.contracts) {
        table.row([
          contract.id,
          contract.country ?? '',
          contract.offer ?? '',
          String(contract.units),
          contract.expiresAt?.slice(0, 10) ?? '',
          contract.usable ? 'usable' : (contract.status ?? 'over'),
        ])
      }
      table.render()
      if (change === 'paused')
        this.logger.warning(`${account} was paused: nothing can be sent with it`)
      if (change === 'resumed') this.logger.success(`${account} goes on: there are units again`)
    }
  }
}
