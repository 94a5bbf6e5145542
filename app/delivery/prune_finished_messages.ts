import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { CountDay } from '#delivery/count_day'
import { FINISHED_STATUSES, sqlList } from '#models/message_status'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { idList, query } from '#storage/sql'

export interface PruneOptions {
  /** Counts what would be deleted. */
  dryRun?: boolean
  signal?: AbortSignal
  onProgress?: (deleted: number) => void
}

export interface PruneSummary {
  /** Messages deleted, or that would be, each with its attempts and events. */
  messages: number
  /** Finished later than this are kept. */
  finishedBefore: string
  /** False when it was told to stop; the next run does the rest. */
  complete: boolean
}

/** Where a walk over messages by age has come to. */
interface Position {
  updated_at: string
  id: number
}

/** Days by which the last deadline of a due date can be later in some zone than in UTC, and one to spare. */
const ZONE_MARGIN_DAYS = 2

/**
 * Deletes messages that finished longer ago than the retention time, a batch a
 * transaction; their counts stay. A reminder is kept for as long as its due date
 * is in the band: without its row the reconciliation would plan, and send, it again.
 */
@inject()
export class PruneFinishedMessages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly countDay: CountDay,
    private readonly logger: Logger
  ) {}

  async run({ dryRun = false, signal, onProgress }: PruneOptions = {}): Promise<PruneSummary> {
    const limits = this.#limits()
    let messages = 0
    if (dryRun) {
      messages = await this.#count(limits)
    } else {
      const counted = new Set<string>()
      let after: Position | undefined = { updated_at: '0001-01-01 00:00:00', id: 0 }
      while (after && !signal?.aborted) {
        const batch: Position[] = await this.#nextBatch(limits, after)
        await this.#keepCounts(batch, counted)
        messages += await this.#delete(limits, batch)
        onProgress?.(messages)
        after = batch.at(-1)
      }
      this.logger.info({ messages, before: limits.before }, 'finished messages deleted')
    }
    return {
      messages,
      finishedBefore: fromSqlInstant(limits.before).toISO(),
      complete: !signal?.aborted,
    }
  }

  #limits() {
    const now = this.clock.now()
    const lastUsefulDay = Math.max(...this.config.rules.map((rule) => rule.usefulUntilDays))
    return {
      before: toSqlInstant(now.minus({ days: this.config.cleanup.retentionDays })),
      settled_due_date: now
        .minus({ days: lastUsefulDay + ZONE_MARGIN_DAYS })
        .toFormat('yyyy-MM-dd'),
    }
  }

  async #count(limits: Limits): Promise<number> {
    const [row] = await query<{ count: number }>(
      this.db.connection(),
      `SELECT COUNT(*) AS count FROM sms_messages WHERE ${DELETABLE}`,
      { ...limits }
    )
    return row.count
  }

  /** Walks on from where it was, so that what is kept for ever is passed once a run, not once a batch. */
  async #nextBatch(limits: Limits, after: Position): Promise<Position[]> {
    return query<Position>(
      this.db.connection(),
      `SELECT updated_at, id FROM sms_messages
       WHERE (updated_at, id) > (:after_at, :after_id) AND ${DELETABLE}
       ORDER BY updated_at, id LIMIT :batch`,
      {
        ...limits,
        after_at: after.updated_at,
        after_id: after.id,
        batch: this.config.cleanup.batchSize,
      }
    )
  }

  /** Before the first message of a day goes, while all of them are there. */
  async #keepCounts(batch: Position[], counted: Set<string>): Promise<void> {
    for (const { updated_at: updatedAt } of batch) {
      const day = this.countDay.dayOf(fromSqlInstant(updatedAt))
      if (counted.has(day)) continue
      counted.add(day)
      await this.countDay.run(day)
    }
  }

  /** One statement is one transaction. It asks again: a person may have asked for a retry since. */
  async #delete(limits: Limits, batch: Position[]): Promise<number> {
    if (batch.length === 0) return 0
    const client = this.db.connection()
    const deleted = await query(
      client,
      `DELETE FROM sms_messages WHERE id IN (${idList(client)}) AND ${DELETABLE} RETURNING id`,
      { ...limits, ids: JSON.stringify(batch.map((row) => row.id)) }
    )
    return deleted.length
  }
}

type Limits = Record<'before' | 'settled_due_date', string>

const DELETABLE = `updated_at < :before AND status IN (${sqlList(FINISHED_STATUSES)})
  AND (immunization_id IS NULL OR due_on IS NULL OR due_on < :settled_due_date)`
