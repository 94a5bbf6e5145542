import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { ClaimedEvent } from './claim_events.js'
import { decideEvent } from './decide_event.js'
import type { Destination, Told } from './destination.js'
import { deleteDelivered, putBack, recordFailures, recordState } from './record_told.js'
import { Clock } from '#app/clock'
import { RetryPolicies } from '#retry/retry_policies'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'

export interface EventsSummary {
  delivered: number
  /** Failed, and will be told again. */
  waiting: number
  deadLettered: number
}

/** A batch of events that this process holds by its token. */
export interface HeldBatch {
  token: string
  claimed: ClaimedEvent[]
}

/**
 * Records what became of a batch, in one transaction. An event that another process has taken over
 * meanwhile is left to it: it is told twice, with one id.
 */
@inject()
export class SettleEvents {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly policies: RetryPolicies
  ) {}

  async run(destination: Destination, batch: HeldBatch, told: Told[]): Promise<EventsSummary> {
    const now = this.clock.now()
    const { token } = batch
    const claimed = new Map(batch.claimed.map((event) => [event.id, event]))
    const delivered = told.filter(({ outcome }) => outcome === 'delivered').map(({ id }) => id)
    const failed = told.flatMap((event) => {
      if (event.outcome !== 'failed') return []
      const circumstances = { destination, policies: this.policies, now }
      return [decideEvent(claimed.get(event.id)!, event.reason, circumstances)]
    })
    const settled = new Set([...delivered, ...failed.map(({ id }) => id)])
    const untold = [...claimed.keys()].filter((id) => !settled.has(id))
    await transaction(this.db.connection(), async (trx) => {
      await deleteDelivered(trx, delivered, token)
      await putBack(trx, untold, token)
      await recordFailures(trx, destination, failed, token)
      await recordState(trx, destination, {
        delivered: delivered.length,
        lastFailure: failed.at(-1)?.last_failure ?? null,
        now: toSqlInstant(now),
      })
    })
    const dead = failed.filter(({ status }) => status === 'dead_letter').length
    return {
      delivered: delivered.length,
      waiting: failed.length - dead,
      deadLettered: dead,
    }
  }
}
