import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { appendAuditEvent, type AuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { headOfChain, sealAuditEvents } from './seal_audit_events.js'
import { verifyAuditLog, type AuditVerdict } from './verify_audit_log.js'

/** The audit log as a whole, and events that belong to no transaction. */
@inject()
export class AuditLog {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly logger: Logger
  ) {}

  async append(event: Omit<AuditEvent, 'at'>): Promise<void> {
    await appendAuditEvent(this.db.connection(), { at: toSqlInstant(this.clock.now()), ...event })
  }

  /**
   * Adds new events to the chain. The log line keeps the end of the chain outside the database:
   * a chain that was cut off or rebuilt does not contain it.
   */
  async seal(): Promise<number> {
    const client = this.db.connection()
    const events = await sealAuditEvents(client)
    if (events > 0)
      this.logger.info({ events, ...(await headOfChain(client)) }, 'audit events sealed')
    return events
  }

  /** Seals what waits, then checks the whole log. */
  async verify(): Promise<AuditVerdict> {
    await this.seal()
    return verifyAuditLog(this.db.connection())
  }
}
