import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import type { AlertSeverity } from '#settings/sms_scheduler_settings'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { updateRows } from '#storage/write_rows'

export interface Acknowledgement {
  id: number
  actor: string
  /** As the person saw it; one that has become worse is not acknowledged by an older page. */
  severity?: AlertSeverity
}

/** `changed`: it has recovered, become worse, or somebody was first. */
export type Acknowledged = 'acknowledged' | 'changed' | 'missing'

/** Somebody is on it: no more reminders, unless it becomes worse. */
@inject()
export class AcknowledgeIncident {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  async run({ id, actor, severity }: Acknowledgement): Promise<Acknowledged> {
    const at = toSqlInstant(this.clock.now())
    return transaction(this.db.connection(), async (trx) => {
      const [acknowledged] = await updateRows<{ rule: string }>(
        trx,
        {
          table: 'alert_incidents',
          set: 'acknowledged_at = :at, acknowledged_by = :actor, version = version + 1',
          where: `id = :id AND status = 'open' AND acknowledged_at IS NULL
            ${severity ? 'AND severity = :severity' : ''}`,
          returning: 'rule',
        },
        { id, at, actor, ...(severity && { severity }) }
      )
      if (!acknowledged) {
        const found = await query(trx, FIND, { id })
        return found.length > 0 ? 'changed' : 'missing'
      }
      const { rule } = acknowledged
      await appendAuditEvent(trx, {
        at,
        actor,
        action: 'incident_acknowledged',
        subject: `incident:${id}`,
        detail: { rule },
      })
      return 'acknowledged'
    })
  }
}

const FIND = `SELECT 1 FROM alert_incidents WHERE id = :id AND status <> 'suspected'`
