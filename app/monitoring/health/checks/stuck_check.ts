import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { countMessages, inWords } from '#monitoring/health/count_messages'
import { HealthCheck, judge, type Observation } from '#monitoring/health/health_check'

const COUNTED_AT_MOST = 1_001

/** The reaper comes every minute: what it has left for so long it does not see. */
const REAPER_MISSED_MS = 180_000

/** How many messages are `sending` although the lease of their worker ran out long ago. */
@inject()
export class StuckCheck extends HealthCheck {
  readonly name = 'stuck'
  readonly key = 'messages:stuckSending'

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
      `status = 'sending' AND lease_until < :before`,
      { before: this.clock.nowMs() - REAPER_MISSED_MS, atMost: COUNTED_AT_MOST }
    )
    const status = judge(count, limits)
    const output =
      status === 'pass'
        ? 'no message hangs in the middle of being sent'
        : `${inWords(count, COUNTED_AT_MOST)} messages hang in the middle of being sent and nobody has looked after them: a scheduler, or "node ace sms:process" once, does`
    return [{ status, observedValue: count, ...limits, output }]
  }
}
