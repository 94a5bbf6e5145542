import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { GatewayConfig } from '#gateways/define_config'
import { durationInWords } from '#monitoring/health/duration'
import { HealthCheck, type Observation } from '#monitoring/health/health_check'
import { fromSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

interface AccountRow {
  state: string
  reason: string | null
  state_since: string | null
}

/** Whether the account may send. A pause waits for a person; an open circuit closes by itself. */
@inject()
export class AccountCheck extends HealthCheck {
  readonly name = 'account'
  readonly key = 'account:state'

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly gateways: GatewayConfig
  ) {
    super()
  }

  async observe(): Promise<Observation[]> {
    const { name } = this.gateways.account
    const [account] = await query<AccountRow>(
      this.db.connection(),
      'SELECT state, reason, state_since FROM gateway_accounts WHERE name = :name',
      { name }
    )
    return [{ observedValue: account?.state ?? 'active', ...this.#judge(name, account) }]
  }

  #judge(name: string, account?: AccountRow): Pick<Observation, 'status' | 'output'> {
    if (!account) return { status: 'pass', output: `account "${name}" has sent nothing yet` }
    const { state, reason } = account
    const since = account.state_since ? ` for ${this.#age(account.state_since)}` : ''
    if (state === 'active') return { status: 'pass', output: `account "${name}" may send` }
    if (state === 'paused') {
      const output = `account "${name}" has been paused${since} (${reason}): nothing is sent; mend the cause, then "node ace sms:resume"`
      return { status: 'fail', output }
    }
    const output = `the operator has not been reached${since} (${reason}): one probe at a time finds out when it is back; nothing to do, no retry is used up`
    return { status: 'warn', output }
  }

  #age(since: string): string {
    return durationInWords(this.clock.now().diff(fromSqlInstant(since)).as('seconds'))
  }
}
