import type { HealthCheck } from '#monitoring/health/health_check'
import { fromSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

interface AccountRow {
  state: 'active' | 'paused' | 'circuit_open' | 'probing'
  reason: string | null
  state_since: string | null
}

/** Whether the account behind the gateway may send. */
export const accountCheck: HealthCheck = {
  key: 'account:state',
  name: 'account',
  async run({ client, gateways }) {
    const { name } = gateways.account
    const [row] = await query<AccountRow>(
      client,
      'SELECT state, reason, state_since FROM gateway_accounts WHERE name = :name',
      { name }
    )
    const observed = { observedValue: row?.state ?? 'active', observedUnit: 'state' }
    const because = row ? `since ${sinceOf(row)}: ${row.reason ?? 'no reason given'}` : ''
    switch (row?.state) {
      case undefined:
        return { ...observed, status: 'pass', output: `Account "${name}" has not been used yet` }
      case 'active':
        return { ...observed, status: 'pass', output: `Account "${name}" may send` }
      case 'paused':
        return {
          ...observed,
          status: 'fail',
          output: `Account "${name}" is paused ${because}. Nothing is sent. Mend the cause, then "node ace sms:resume"`,
        }
      case 'circuit_open':
      case 'probing':
        return {
          ...observed,
          status: 'warn',
          output: `The operator cannot be reached by account "${name}" ${because}. One message at a time finds out when it is back; look at the network if it lasts`,
        }
      default:
        return row.state satisfies never
    }
  },
}

function sinceOf({ state_since: since }: AccountRow): string {
  return since ? fromSqlInstant(since).toISO({ suppressMilliseconds: true }) : 'an unknown time'
}
