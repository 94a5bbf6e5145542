import { IN_FORCE, PAUSE_COLUMNS, toPause, type Pause, type PauseRow } from '#delivery/pauses/pause'
import { countBehindPauses } from '#monitoring/health/behind_pauses'
import type { HealthCheck } from '#monitoring/health/health_check'
import { countedPauses, listedPauses, longPause } from '#monitoring/health/pauses_in_words'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** Pauses that are described one by one. */
const DESCRIBED_AT_MOST = 5

/**
 * What people have paused. A pause of everything warns at once; one of a facility or a type is
 * intended, and warns when it lasts so long that it may have been forgotten. So long without an end,
 * a pause of everything is critical.
 */
export const pausesCheck: HealthCheck = {
  key: 'sending:paused',
  name: 'pauses',
  async run({ client, clock, config }) {
    const now = clock.now()
    const rows = await query<PauseRow>(
      client,
      `SELECT ${PAUSE_COLUMNS} FROM sending_pauses WHERE ${IN_FORCE} ORDER BY since, id`,
      { now: toSqlInstant(now) }
    )
    /** The check `restore` reports reviews. */
    const pauses = rows.map(toPause).filter(({ scope }) => scope !== 'restore_review')
    const everything = pauses.find(({ scope }) => scope === 'everything')
    const longSince = now.minus({ hours: config.monitoring.pauseWarnHours })
    const isLong = ({ since }: Pause) => since <= longSince

    const troubles = everything ? [everything] : pauses.filter(isLong)
    if (troubles.length === 0)
      return {
        status: 'pass',
        observedValue: countedPauses(pauses),
        observedUnit: 'state',
        output: listedPauses(pauses, DESCRIBED_AT_MOST),
        worthSaying: pauses.length > 0,
      }

    const described = troubles.slice(0, DESCRIBED_AT_MOST)
    const waiting = await countBehindPauses(client, described, now)
    const sentences = described.map((pause) => longPause(pause, { now, waiting: waiting(pause) }))
    const more = troubles.length - described.length
    const isForgotten = everything !== undefined && isLong(everything) && everything.until === null
    return {
      status: isForgotten ? 'fail' : 'warn',
      observedValue: everything ? 'everything' : countedPauses(pauses),
      observedUnit: 'state',
      output: [...sentences, ...(more > 0 ? [`And ${more} more`] : [])].join('. '),
    }
  },
}
