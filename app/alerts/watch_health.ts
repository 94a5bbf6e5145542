import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'
import { decideAlert, type Found } from './decide_alert.js'
import { hasEvaluated, takeMinute } from './evaluations.js'
import { findBreaches } from './find_breaches.js'
import { liveIncidents, stateOf, writeDecision, type IncidentRow } from './incident_rows.js'
import { withdrawUntold, writeNotices } from './notice_rows.js'
import { earliestInstant } from './quiet_hours.js'
import { recipientsOf } from './recipients.js'
import { Clock } from '#app/clock'
import { CheckHealth } from '#monitoring/check_health'
import { AlertsConfig } from '#settings/alerts_config'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { followDatabaseClock } from '#storage/follow_database_clock'
import { transaction } from '#storage/transaction'

/** What an evaluation told, by the names of rules. */
export interface WatchSummary {
  opened: string[]
  worsened: string[]
  reminder: string[]
  recovered: string[]
}

/**
 * Asks health, moves the incidents, and writes the notices of each move in its transaction. Any
 * number of schedulers may do it: each minute is evaluated once.
 */
@inject()
export class WatchHealth {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly health: CheckHealth,
    private readonly config: SmsSchedulerConfig,
    private readonly alerts: AlertsConfig,
    private readonly logger: Logger
  ) {}

  /** Null if another process has evaluated this minute. */
  async run(): Promise<WatchSummary | null> {
    const client = this.db.connection()
    await followDatabaseClock(client, this.clock)
    const now = this.clock.sharedNow()
    if (await hasEvaluated(client, now)) return null
    const found = findBreaches(await this.health.run(), this.config.alerts.except)
    const summary = await transaction(client, async (trx) =>
      (await takeMinute(trx, now)) ? this.#evaluate(trx, found, now) : null
    )
    const told = Object.values(summary ?? {}).flat()
    if (told.length > 0) this.logger.warn({ ...summary }, 'alerts')
    return summary
  }

  async #evaluate(
    trx: TransactionClientContract,
    found: Map<string, Found>,
    now: DateTime<true>
  ): Promise<WatchSummary> {
    const rows = await liveIncidents(trx)
    const live = new Map(rows.map((row) => [row.rule, row]))
    const summary: WatchSummary = { opened: [], worsened: [], reminder: [], recovered: [] }
    for (const rule of new Set([...found.keys(), ...live.keys()])) {
      const finding = found.get(rule) ?? this.#ofAbsent(found)
      if (finding === null) continue
      const told = await this.#step(trx, { rule, finding, before: live.get(rule), now })
      if (told) summary[told].push(rule)
    }
    return summary
  }

  /** A check that is off finds nothing; where only the database was asked, nothing is known. */
  #ofAbsent(found: Map<string, Found>): Found | null {
    return found.size > 1 ? 'calm' : null
  }

  async #step(
    trx: TransactionClientContract,
    { rule, finding, before, now }: Step
  ): Promise<keyof WatchSummary | undefined> {
    const rules = this.config.alerts
    const decision = decideAlert(before ? stateOf(before) : null, finding, {
      rules,
      nowMs: now.toMillis(),
    })
    if (!before && !decision.state) return undefined
    const incidentId = await writeDecision(trx, { rule, before, decision, now })
    const { tell: kind } = decision
    if (incidentId === null || !kind) return undefined
    const severity = decision.state?.severity ?? stateOf(before!).severity
    const to =
      kind === 'recovered'
        ? await withdrawUntold(trx, incidentId)
        : recipientsOf(this.alerts.settings).map(({ key }) => key)
    const earliest = earliestInstant(now, severity, this.config)
    await writeNotices(trx, { incidentId, kind, severity, to, now, earliest })
    return kind
  }
}

interface Step {
  rule: string
  finding: Found
  before: IncidentRow | undefined
  now: DateTime<true>
}
