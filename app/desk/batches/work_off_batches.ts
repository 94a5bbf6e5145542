import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { pageOf, type SelectedMessage } from '#desk/selected_messages'
import { PAGE } from '#desk/walk_selection'
import { toSqlInstant } from '#storage/instants'
import { ShortTurns } from '#storage/short_turns'
import { transaction } from '#storage/transaction'
import { inLogContext } from '#values/log_context'
import { BatchLease, BatchLost } from './batch_lease.js'
import { selectionOf, type StoredBatch } from './batch_row.js'
import { changePage } from './change_page.js'
import { endBatch } from './end_batch.js'

/** Pages that fail in a row before a batch is given up. Between two tries its lease runs out. */
const MOST_FAILURES = 5

export interface WorkOffOptions {
  /** Ends the work between two pages; another process goes on. */
  signal?: AbortSignal
  /** Messages per page; for tests. */
  pageSize?: number
  /** Called between the read of a page and its change; for tests. */
  onPage?: (batch: StoredBatch) => Promise<void> | void
}

/**
 * Works off batches, page by page. A page moves its messages, the batch's place and its counts in
 * one transaction that locks the batch's row and checks the lease: a process that is killed loses
 * nothing and repeats nothing, no page is done twice, and nothing changes after a stop.
 */
@inject()
export class WorkOffBatches {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly lease: BatchLease,
    private readonly logger: Logger
  ) {}

  /** All waiting batches without a holder, oldest first. Returns how many were worked on. */
  async run(options: WorkOffOptions = {}): Promise<number> {
    const client = this.db.connection()
    for (let batches = 0; ; batches++) {
      const batch = options.signal?.aborted ? undefined : await this.lease.claim(client)
      if (!batch) return batches
      await inLogContext({ batch: batch.id }, () => this.#workOffOrNote(client, batch, options))
    }
  }

  async #workOffOrNote(
    client: QueryClientContract,
    batch: StoredBatch,
    options: WorkOffOptions
  ): Promise<void> {
    try {
      await this.#workOff(client, batch, options)
    } catch (error) {
      if (!(error instanceof BatchLost)) await this.#noteFailure(client, batch, error)
    }
  }

  async #workOff(
    client: QueryClientContract,
    batch: StoredBatch,
    { signal, pageSize = PAGE, onPage }: WorkOffOptions
  ): Promise<void> {
    const turns = new ShortTurns(client, pageSize)
    const selection = selectionOf(batch)
    let place = batch.worked_to
    while (!signal?.aborted) {
      const bounds = { after: place, upTo: batch.up_to, limit: turns.size }
      const page = await pageOf(client, selection, bounds)
      if (page.length === 0) return this.#finish(client, batch)
      await onPage?.(batch)
      const { worked_to: workedTo } = await turns.take((trx) => this.#change(trx, batch, page), {
        rows: page.length,
      })
      place = workedTo
    }
    await this.lease.release(client, batch)
  }

  /** The lease comes first: its row is locked before any message moves. */
  async #change(
    trx: TransactionClientContract,
    batch: StoredBatch,
    page: SelectedMessage[]
  ): Promise<StoredBatch> {
    const held = await this.lease.renew(trx, batch)
    const now = this.#now()
    const { config, clock } = this
    const { changed, refused } = await changePage(trx, batch, page, { now, config, clock })
    return this.lease.write(
      trx,
      batch,
      `worked_to = :place, done = done + :done, changed = changed + :changed, refused = :refused,
       failures = 0, updated_at = :now`,
      {
        place: page.at(-1)!.id,
        done: page.length,
        changed,
        refused: JSON.stringify(added(JSON.parse(held.refused), refused)),
        now,
      }
    )
  }

  /** Messages that left the selection before their page was read have changed meanwhile. */
  async #finish(client: QueryClientContract, batch: StoredBatch): Promise<void> {
    const token = batch.lease_token!
    const row = await transaction(client, async (trx) => {
      const held = await this.lease.renew(trx, batch)
      const left = Math.max(held.matched - held.done, 0)
      const refused = left > 0 ? added(JSON.parse(held.refused), { changedMeanwhile: left }) : null
      if (refused)
        await this.lease.write(trx, batch, 'refused = :refused', {
          refused: JSON.stringify(refused),
        })
      return endBatch(trx, batch.id, { status: 'done', now: this.#now(), token })
    })
    const { id, action, actor } = batch
    this.logger.info({ batch: id, action, actor, changed: row?.changed }, 'batch worked off')
  }

  /** The lease is kept until it runs out, so that a lasting fault is not retried continuously. */
  async #noteFailure(client: QueryClientContract, batch: StoredBatch, err: unknown): Promise<void> {
    this.logger.error({ err, batch: batch.id, action: batch.action }, 'a page of a batch failed')
    const now = this.#now()
    await transaction(client, async (trx) => {
      const { failures } = await this.lease.write(trx, batch, 'failures = failures + 1', {})
      if (failures < MOST_FAILURES) return
      const error = `${failures} tries failed; the log says why. Create the batch again to go on`
      await endBatch(trx, batch.id, { status: 'failed', now, error, token: batch.lease_token! })
    }).catch((error) => {
      if (!(error instanceof BatchLost)) throw error
    })
  }

  #now(): string {
    return toSqlInstant(this.clock.now())
  }
}

function added(counts: Record<string, number>, more: Record<string, number>) {
  const sum = { ...counts }
  for (const [name, count] of Object.entries(more))
    sum[name] = (Object.hasOwn(sum, name) ? sum[name] : 0) + count
  return sum
}
