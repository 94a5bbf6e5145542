import { IN_FORCE, PAUSE_COLUMNS, toPause, type Pause, type PauseRow } from '#delivery/pauses/pause'
import { targetInWords, resumeCommand } from '#delivery/pauses/pause_in_words'
import { withoutPersonalData } from '#values/without_personal_data'
import type { HealthCheck } from '#monitoring/health/health_check'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** Pauses of facilities and types that are described one by one. */
const DESCRIBED_AT_MOST = 5

/**
 * What people have paused. A partial pause is intended; a pause of everything must not be
 * forgotten.
 */
export const pausesCheck: HealthCheck = {
  key: 'sending:paused',
  name: 'pauses',
  async run({ client, clock }) {
    const rows = await query<PauseRow>(
      client,
      `SELECT ${PAUSE_COLUMNS} FROM sending_pauses WHERE ${IN_FORCE} ORDER BY since, id`,
      { now: toSqlInstant(clock.now()) }
    )
    /** The check `restore` reports reviews. */
    const pauses = rows.map(toPause).filter(({ scope }) => scope !== 'restore_review')
    const everything = pauses.find(({ scope }) => scope === 'everything')
    if (everything) {
      const output = `${describe(everything)}. Nothing is sent. Once its cause is fixed, run "${resumeCommand(everything)}"`
      return { status: 'warn', observedValue: 'everything', observedUnit: 'state', output }
    }
    return {
      status: 'pass',
      observedValue: counted(pauses),
      observedUnit: 'state',
      output: pauses.length === 0 ? 'Nothing is paused' : listed(pauses),
      worthSaying: pauses.length > 0,
    }
  },
}

function listed(pauses: Pause[]): string {
  const described = pauses.slice(0, DESCRIBED_AT_MOST).map(describe)
  const more = pauses.length - described.length
  return [...described, ...(more > 0 ? [`and ${more} more`] : [])].join('; ')
}

/** Reasons are free text: numbers in them are not repeated here. */
function describe(pause: Pause): string {
  const { since, until, pausedBy, reason } = pause
  const why = reason ? withoutPersonalData(reason) : 'no reason given'
  const end = until ? ` until ${until.toISO({ suppressMilliseconds: true })}` : ''
  const what = pause.scope === 'everything' ? 'Everything' : targetInWords(pause)
  return `${what} has been paused since ${since.toISO({ suppressMilliseconds: true })}${end} by ${pausedBy}: ${why}`
}

/** `nothing`, `2 facilities`, `1 facility, 1 message type`. */
function counted(pauses: Pause[]): string {
  const facilities = pauses.filter(({ scope }) => scope === 'facility').length
  const types = pauses.length - facilities
  const parts = [
    facilities > 0 && `${facilities} ${facilities === 1 ? 'facility' : 'facilities'}`,
    types > 0 && `${types} message ${types === 1 ? 'type' : 'types'}`,
  ].filter((part) => part !== false)
  return parts.join(', ') || 'nothing'
}
