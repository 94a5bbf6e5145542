import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { countMessages, inWords } from '#monitoring/health/count_messages'
import { HealthCheck, judge, type Observation } from '#monitoring/health/health_check'
import { toSqlInstant } from '#storage/instants'

const COUNTED_AT_MOST = 10_001

/** How many messages of the last day may or may not have reached the operator. Older ones stay countable but no longer warn. */
@inject()
export class UnknownOutcomesCheck extends HealthCheck {
  readonly name = 'unknown'
  readonly key = 'messages:unknownOutcomes'

  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {
    super()
  }

  async observe(): Promise<Observation[]> {
    const limits = { warnAbove: 0 }
    const count = await countMessages(
      this.db.connection(),
      `status = 'unknown' AND updated_at >= :since`,
      { since: toSqlInstant(this.clock.now().minus({ days: 1 })), atMost: COUNTED_AT_MOST }
    )
    const status = judge(count, limits)
    const output =
      status === 'pass'
        ? 'no unknown outcomes in the last 24 hours'
        : `${inWords(count, COUNTED_AT_MOST)} messages of the last 24 hours may or may not have been sent: the connection broke or a process died in the middle; nothing is sent again by itself`
    return [{ status, observedValue: count, ...limits, output }]
  }
}
