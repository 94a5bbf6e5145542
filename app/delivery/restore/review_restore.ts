import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { ActivePauses } from '#delivery/pauses/active_pauses'
import type { PauseTarget } from '#delivery/pauses/pause_target'
import { DatabaseAge } from '#delivery/restore/database_age'
import { findFindings, lastSeenWithGap, type RestoreFinding } from '#delivery/restore/findings'
import { pendingRestored } from '#delivery/restore/pending_restored'
import { PreviewSweep } from '#delivery/sweep/preview_sweep'
import type { SweepStatistics } from '#delivery/sweep/sweep_statistics'
import { isoOfSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

export const RESTORE_REVIEW: PauseTarget = { scope: 'restore_review', subject: '' }

/** How many receipts are listed one by one. */
const RECEIPTS_NAMED = 20

export interface RestoreReview {
  /** ISO 8601. */
  pausedSince: string
  reason: string | null
  findings: RestoreFinding[]
  /** Messages pending here that were sent since the backup, by what accepting makes of them. */
  doubtful: { sent: number; unknown: number }
  /**
   * Sent messages that have no row here, or a row that is not pending. They are not sent again if
   * planned again.
   */
  otherwiseSent: number
  /** Receipts about messages that this database does not know, newest first. */
  unknownReceipts: { total: number; newest: { providerMessageId: string; receivedAt: string }[] }
  /**
   * What the first sweep would do if the restore were accepted now, by message type; `unknown`
   * counts the doubtful messages.
   */
  wouldLeave: Record<string, SweepStatistics>
}

/** What a person needs to know before a restored database sends again. */
@inject()
export class ReviewRestore {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly pauses: ActivePauses,
    private readonly preview: PreviewSweep,
    private readonly age: DatabaseAge
  ) {}

  /** Undefined if there is nothing to review. */
  async run(signal?: AbortSignal): Promise<RestoreReview | undefined> {
    await this.age.reasonToHold()
    const inForce = await this.pauses.load()
    const pause = inForce.find(RESTORE_REVIEW)
    if (!pause) return undefined

    const client = this.db.connection()
    const findings = await findFindings(client)
    const doubtful = await this.#countDoubtful()
    const [{ sends }] = await query<{ sends: number }>(
      client,
      'SELECT COUNT(*) AS sends FROM restored_sends'
    )
    const wouldLeave: RestoreReview['wouldLeave'] = {}
    for (const type of await this.#typesDue()) {
      wouldLeave[type] = await this.preview.run({
        type,
        pauses: inForce.without(RESTORE_REVIEW),
        signal,
      })
    }
    return {
      pausedSince: pause.since.toISO(),
      reason: pause.reason,
      findings,
      doubtful: { sent: doubtful.sent, unknown: doubtful.unknown },
      otherwiseSent: Math.max(0, sends - doubtful.named),
      unknownReceipts: await this.#unknownReceipts(findings),
      wouldLeave,
    }
  }

  async #countDoubtful() {
    const client = this.db.connection()
    const { databaseId } = await this.age.ofDatabase()
    const lastSeenAt = await lastSeenWithGap(client)
    const counts = { sent: 0, unknown: 0, named: 0 }
    for await (const page of pendingRestored(client, { databaseId, lastSeenAt })) {
      for (const { send } of page) {
        if (send?.outcome === 'accepted') counts.sent += 1
        else counts.unknown += 1
        if (send) counts.named += 1
      }
    }
    return counts
  }

  async #typesDue(): Promise<string[]> {
    const rows = await query<Pick<Rows['sms_messages'], 'message_type'>>(
      this.db.connection(),
      `SELECT DISTINCT message_type FROM sms_messages
       WHERE status = 'pending' AND priority IN (1, 2, 3) AND scheduled_at <= :now ORDER BY message_type`,
      { now: toSqlInstant(this.clock.now()) }
    )
    return rows.map(({ message_type: type }) => type)
  }

  async #unknownReceipts(findings: RestoreFinding[]): Promise<RestoreReview['unknownReceipts']> {
    const since = findings.map(({ databaseUntil }) => databaseUntil ?? '').sort()[0] ?? ''
    const bindings = {
      since: since === '' ? '1970-01-01 00:00:00' : since.slice(0, 19).replace('T', ' '),
    }
    const where = `kind = 'delivery_receipt' AND state IN ('waiting', 'unmatched') AND last_received_at >= :since`
    const client = this.db.connection()
    const [{ total }] = await query<{ total: number }>(
      client,
      `SELECT COUNT(*) AS total FROM sms_webhook_logs WHERE ${where}`,
      bindings
    )
    const newest = await query<
      Pick<Rows['sms_webhook_logs'], 'provider_message_id' | 'last_received_at'>
    >(
      client,
      `SELECT provider_message_id, last_received_at FROM sms_webhook_logs WHERE ${where}
       ORDER BY last_received_at DESC, id DESC LIMIT ${RECEIPTS_NAMED}`,
      bindings
    )
    return {
      total,
      newest: newest.map((row) => ({
        providerMessageId: row.provider_message_id ?? '',
        receivedAt: isoOfSqlInstant(row.last_received_at),
      })),
    }
  }
}
