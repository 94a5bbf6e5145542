import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { liveIncidents, type IncidentRow } from './incident_rows.js'
import { isoOfSqlInstant } from '#storage/instants'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'

/** As people and programs see it; instants in ISO 8601. */
export interface Incident {
  id: number
  rule: string
  status: 'open' | 'recovered'
  severity: 'warn' | 'fail'
  since: string
  openedAt: string
  recoveredAt: string | null
  acknowledgedAt: string | null
  acknowledgedBy: string | null
}

/** What is open, the oldest first, then what is over, the latest first. */
@inject()
export class ListIncidents {
  constructor(private readonly db: Database) {}

  async run({ recovered }: { recovered: number }): Promise<Incident[]> {
    const client = this.db.connection()
    const live = await liveIncidents(client)
    const open = live.filter(({ status }) => status === 'open')
    const over = await query<IncidentRow>(
      client,
      `SELECT * FROM alert_incidents WHERE ${along('alert_incidents_recovered')}
       ORDER BY recovered_at DESC, id DESC LIMIT :recovered`,
      { recovered }
    )
    return [...open, ...over].map((row) => toIncident(row))
  }
}

function toIncident(row: IncidentRow): Incident {
  const iso = (instant: string | null) => instant && isoOfSqlInstant(instant)
  return {
    id: row.id,
    rule: row.rule,
    status: row.status as Incident['status'],
    severity: row.severity as Incident['severity'],
    since: isoOfSqlInstant(row.first_seen_at),
    openedAt: isoOfSqlInstant(row.opened_at!),
    recoveredAt: iso(row.recovered_at),
    acknowledgedAt: iso(row.acknowledged_at),
    acknowledgedBy: row.acknowledged_by,
  }
}
