import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { DateTime } from 'luxon'
import type { Rows } from '#database/rows'
import type { Decision, IncidentState, NoticeKind } from './decide_alert.js'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { deleteRows, insertRows, updateRows } from '#storage/write_rows'

export type IncidentRow = Rows['alert_incidents']

/** Those that are suspected or open: at most one for each rule. */
export async function liveIncidents(client: QueryClientContract): Promise<IncidentRow[]> {
  return query<IncidentRow>(
    client,
    `SELECT * FROM alert_incidents WHERE live_rule > '' ORDER BY first_seen_at, id`
  )
}

export function stateOf(row: IncidentRow): IncidentState {
  return {
    status: row.status as IncidentState['status'],
    severity: row.severity as IncidentState['severity'],
    breaches: row.breaches,
    criticals: row.criticals,
    calms: row.calms,
    toldAtMs: row.told_at === null ? null : fromSqlInstant(row.told_at).toMillis(),
    isAcknowledged: row.acknowledged_at !== null,
  }
}

/**
 * Writes a decision. Returns the incident if the row was still as it was when it was read;
 * otherwise nothing is written, and the next evaluation decides anew.
 */
export async function writeDecision(
  trx: TransactionClientContract,
  { rule, before, decision, now }: WrittenDecision
): Promise<number | null> {
  const at = toSqlInstant(now)
  const written = before
    ? await writeMove(trx, before, decision, at)
    : await insertIncident(trx, rule, decision.state, at)
  return written[0]?.id ?? null
}

export interface WrittenDecision {
  rule: string
  before: IncidentRow | undefined
  decision: Decision
  now: DateTime
}

type Written = { id: number }[]

async function insertIncident(
  trx: TransactionClientContract,
  rule: string,
  state: IncidentState | null,
  at: string
): Promise<Written> {
  if (!state) return []
  return insertRows(
    trx,
    {
      into: 'alert_incidents',
      columns: `rule, live_rule, status, severity, breaches, criticals, calms, first_seen_at,
        evaluated_at, opened_at, told_at`,
      rows: `VALUES (:rule, :rule, :status, :severity, :breaches, :criticals, :calms, :at,
        :at, :opened_at, :told_at)`,
      onConflict: { key: 'live_rule' },
      returning: 'id',
    },
    { ...columnsOf(state), rule, at, opened_at: state.status === 'open' ? at : null }
  )
}

async function writeMove(
  trx: TransactionClientContract,
  { id, version, opened_at: openedAt }: IncidentRow,
  { state, tell }: Decision,
  at: string
): Promise<Written> {
  const where = 'id = :id AND version = :version'
  if (tell === 'recovered')
    return updateRows(
      trx,
      { table: 'alert_incidents', set: RECOVERED, where, returning: 'id' },
      { id, version, at }
    )
  if (!state)
    return deleteRows(trx, { from: 'alert_incidents', where, returning: 'id' }, { id, version })
  return updateRows(
    trx,
    {
      table: 'alert_incidents',
      set: tell === 'worsened' ? `${MOVED}, acknowledged_at = NULL, acknowledged_by = NULL` : MOVED,
      where,
      returning: 'id',
    },
    { ...columnsOf(state), id, version, at, opened_at: openedAt ?? openedNow(tell, at) }
  )
}

const openedNow = (tell: NoticeKind | undefined, at: string) => (tell === 'opened' ? at : null)

const MOVED = `status = :status, severity = :severity, breaches = :breaches,
  criticals = :criticals, calms = :calms, told_at = :told_at, opened_at = :opened_at,
  evaluated_at = :at, version = version + 1`

const RECOVERED = `status = 'recovered', live_rule = NULL, recovered_at = :at, evaluated_at = :at,
  version = version + 1`

function columnsOf(state: IncidentState) {
  const { status, severity, breaches, criticals, calms, toldAtMs } = state
  const toldAt = toldAtMs === null ? null : toSqlInstant(DateTime.fromMillis(toldAtMs))
  return { status, severity, breaches, criticals, calms, told_at: toldAt }
}
