import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { addToCounters, type Counter } from './add_to_counters.js'
import { countedTypes, OTHER_TYPES } from './counted_types.js'
import { query } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { deleteRows } from '#storage/write_rows'

/** Rows from which merging is worth a transaction: several times what remains of it. */
const WORTH_MERGING = 1_000

/** The most rows merged in one transaction. */
const PAGE = 10_000

type CountRow = Pick<Rows['metric_counts'], 'counter' | 'message_type' | 'label' | 'amount'>

/**
 * Makes few rows of `metric_counts` of many, without changing any sum. Any number of processes may
 * run this at once: each merges the rows that it has deleted.
 */
@inject()
export class MergeCounters {
  constructor(
    private readonly db: Database,
    private readonly config: SmsSchedulerConfig
  ) {}

  /** Returns how many rows were merged. */
  async run({ from = WORTH_MERGING }: { from?: number } = {}): Promise<number> {
    const client = this.db.connection()
    if (!(await hasRows(client, from))) return 0
    return transaction(client, (trx) => this.#merge(trx))
  }

  async #merge(trx: TransactionClientContract): Promise<number> {
    const rows = await deleteRows<CountRow>(
      trx,
      {
        from: 'metric_counts',
        where: `id IN (SELECT id FROM metric_counts ORDER BY id LIMIT ${PAGE})`,
        returning: 'counter, message_type, label, amount',
      },
      {}
    )
    const types = new Set(['', ...countedTypes(this.config)])
    await addToCounters(
      trx,
      rows.map(({ counter, message_type: type, label, amount }) => ({
        counter: counter as Counter,
        messageType: types.has(type) ? type : OTHER_TYPES,
        label,
        amount: Number(amount),
      }))
    )
    return rows.length
  }
}

async function hasRows(client: QueryClientContract, least: number): Promise<boolean> {
  const [{ rows }] = await query<{ rows: number }>(
    client,
    'SELECT COUNT(*) AS rows FROM (SELECT 1 FROM metric_counts LIMIT :least) AS counted',
    { least }
  )
  return rows >= least
}
