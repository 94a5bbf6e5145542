import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { Logger } from '@adonisjs/core/logger'
import { EndPauses } from '#delivery/pauses/end_pauses'
import { BringForwardMessages } from '#delivery/sweep/bring_forward_messages'
import { FollowZoneData } from '#delivery/sweep/follow_zone_data'
import { MergeCounters } from '#messages/counters/merge_counters'
import { ReapLostMessages } from '#delivery/unknown/reap_lost_messages'
import { SettleUnknown } from '#delivery/unknown/settle_unknown'
import { followDatabaseClock } from '#storage/follow_database_clock'
import { ShrinkWriteAheadLog } from '#storage/shrink_write_ahead_log'

/**
 * Housekeeping before sending, in every sweep and every few seconds in a worker, so that neither
 * needs a scheduler.
 */
@inject()
export class TidyUp {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly reap: ReapLostMessages,
    private readonly settleUnknown: SettleUnknown,
    private readonly zones: FollowZoneData,
    private readonly endPauses: EndPauses,
    private readonly bringForward: BringForwardMessages,
    private readonly mergeCounters: MergeCounters,
    private readonly shrinkLog: ShrinkWriteAheadLog,
    private readonly logger: Logger
  ) {}

  /** Returns how many messages had lost their worker. */
  async run(): Promise<number> {
    await followDatabaseClock(this.db.connection(), this.clock)
    const lost = await this.reap.run()
    await this.settleUnknown.run()
    await this.zones.run()
    await this.endPauses.runExpired()
    await this.bringForward.run()
    await this.#mayFail(this.mergeCounters.run(), 'the counters of /metrics could not be merged')
    await this.#mayFail(this.shrinkLog.run(), 'the write-ahead log could not be emptied')
    return lost
  }

  /** A failure, for example on a full disk, is harmless: sending continues. */
  async #mayFail(work: Promise<unknown>, failure: string): Promise<void> {
    await work.catch((error) => this.logger.warn({ err: error }, failure))
  }
}
