import { flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import type { PolledBalance } from '#monitoring/ask_balances'

const EXIT_NOT_READ = 1

export default class OrangeBalance extends RappelCommand {
  static commandName = 'orange:balance'
  static description = 'Ask the operator how many units are left and when they expire'
  static help = [
    'Records the answer, stops an account that has no units left, and resumes one that has units again.',
    'Exit codes: 0 all accounts were read · 1 one could not be read, or there is no account to read.',
    '  {{ binaryName }} orange:balance',
    '  {{ binaryName }} orange:balance --account=sn --json',
  ]

  @flags.string({ description: 'Only this account' })
  declare account?: string

  async run() {
    const { BalanceService } = await import('#services/balance_service')
    const service = await this.app.container.make(BalanceService)
    const accounts = await service.askBalances({ account: this.account })
    if (accounts.length === 0 || accounts.some(({ outcome }) => outcome === 'not_read'))
      this.exitCode = EXIT_NOT_READ
    if (this.json) this.printJson({ accounts })
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
      this.logger.log(`${account}: ${balance.units} units, used ${used}, enough for ${lasting}`)
      this.printTable(
        ['contract', 'country', 'offer', 'units', 'ends', 'state'],
        balance.contracts.map((contract) => [
          contract.id,
          contract.country ?? '',
          contract.offer ?? '',
          String(contract.units),
          contract.expiresAt?.slice(0, 10) ?? '',
          contract.usable ? 'usable' : (contract.status ?? 'over'),
        ])
      )
      if (change === 'paused')
        this.logger.warning(`${account} was paused: nothing can be sent with it`)
      if (change === 'resumed') this.logger.success(`${account} resumed: there are units again`)
    }
  }
}
