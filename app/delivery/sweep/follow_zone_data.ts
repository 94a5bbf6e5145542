import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { ReplanPauses } from '#delivery/pauses/replan_pauses'
import { DecideAgain } from '#delivery/sweep/decide_again'
import { ReplanReminders } from '#reminders/replan_reminders'
import { toSqlInstant } from '#storage/instants'
import { introduceZoneData, newestZoneData, plannedAgain } from '#storage/zone_data_versions'
import { ZONE_DATA } from '#values/zone_data'

/**
 * Local times that were planned by older zone data are worked out again before anything is sent
 * (docs/adr/0024). Of processes with different data, the newest decides.
 */
@inject()
export class FollowZoneData {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly pauses: ReplanPauses,
    private readonly reminders: ReplanReminders,
    private readonly decideAgain: DecideAgain,
    private readonly logger: Logger
  ) {}

  /** Usually there is nothing to do: two reads of tiny tables. */
  async run(): Promise<void> {
    await this.pauses.run()
    const asked = await this.#asked()
    if (asked === undefined) return

    const reminders = await this.reminders.run()
    const decided = await this.decideAgain.run()
    await plannedAgain(this.db.connection(), asked)
    this.logger.info({ zoneData: ZONE_DATA, reminders, decided }, 'messages follow the zone data')
  }

  /** What has been asked of the data of this process and is not done; undefined if nothing. */
  async #asked(): Promise<number | undefined> {
    const client = this.db.connection()
    let newest = await newestZoneData(client)
    if (newest && newest.version < ZONE_DATA) {
      await introduceZoneData(client, toSqlInstant(this.clock.now()))
      newest = await newestZoneData(client)
    }
    const isOurs = newest?.version === ZONE_DATA
    return newest && isOurs && newest.asked > newest.done ? newest.asked : undefined
  }
}
