import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'
import { toBatch, type Batch } from './batch_row.js'
import { endBatch } from './end_batch.js'

/** Stops a batch: what it has changed stays, and it changes nothing more. */
@inject()
export class StopBatch {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** Null if it had ended, or does not exist. */
  async run({ id, actor }: { id: number; actor: string }): Promise<Batch | null> {
    const now = toSqlInstant(this.clock.now())
    const stopped = await transaction(this.db.connection(), (trx) =>
      endBatch(trx, id, { status: 'stopped', now, stoppedBy: actor })
    )
    return stopped ? toBatch(stopped) : null
  }
}
