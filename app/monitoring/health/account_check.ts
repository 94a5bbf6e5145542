import type { Rows } from '#database/rows'
import type { Finding, HealthCheck } from '#monitoring/health/health_check'
import { fromSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

interface AccountRow extends Pick<
  Rows['gateway_accounts'],
  'name' | 'state' | 'reason' | 'pause_kind' | 'paused_by' | 'state_since'
> {
  state: 'active' | 'paused' | 'circuit_open' | 'probing'
}

type State = Pick<Finding, 'status' | 'output'>

const SEVERITY = ['pass', 'warn', 'fail'] as const

/** Whether the accounts of the gateways may send; the worst state decides. */
export const accountCheck: HealthCheck = {
  key: 'account:state',
  name: 'account',
  async run({ client, gateways }) {
    const rows = await query<AccountRow>(
      client,
      'SELECT name, state, reason, pause_kind, paused_by, state_since FROM gateway_accounts'
    )
    const findings = gateways.accounts.map(({ name }) => {
      const row = rows.find((one) => one.name === name)
      return { observedValue: row?.state ?? 'active', ...stateOf(name, row) }
    })
    const worst = findings.reduce((a, b) =>
      SEVERITY.indexOf(b.status) > SEVERITY.indexOf(a.status) ? b : a
    )
    const told = findings.filter(({ status }) => status === worst.status)
    return { ...worst, observedUnit: 'state', output: told.map(({ output }) => output).join('. ') }
  },
}

function stateOf(name: string, row: AccountRow | undefined): State {
  switch (row?.state) {
    case undefined:
      return { status: 'pass', output: `Account "${name}" has not been used yet` }
    case 'active':
      return { status: 'pass', output: `Account "${name}" may send` }
    case 'paused':
      return {
        status: 'fail',
        output: `Account "${name}" is paused ${because(row)}. It sends nothing. Fix the cause, then run "node ace sms:resume"`,
      }
    case 'circuit_open':
    case 'probing':
      return {
        status: 'warn',
        output: `Account "${name}" cannot reach the operator ${because(row)}. One message at a time tests whether it is back; check the network if this lasts`,
      }
    default:
      return row!.state satisfies never
  }
}

function because({ state_since: since, reason, pause_kind: kind, paused_by: by }: AccountRow) {
  const when = since ? fromSqlInstant(since).toISO({ suppressMilliseconds: true }) : 'some time ago'
  const what = kind && kind !== reason ? `${kind}, ${reason}` : (reason ?? 'no reason given')
  return `since ${when}: ${what}${by && by !== 'sweep' ? ` (${by})` : ''}`
}
