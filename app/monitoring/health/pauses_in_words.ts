import type { DateTime } from 'luxon'
import type { Pause } from '#delivery/pauses/pause'
import { resumeCommand, targetInWords } from '#delivery/pauses/pause_in_words'
import { durationInWords } from '#monitoring/health/duration_in_words'
import { withoutPersonalData } from '#values/without_personal_data'

/** `nothing`, `2 facilities`, `1 facility, 1 message type`. */
export function countedPauses(pauses: Pause[]): string {
  const facilities = pauses.filter(({ scope }) => scope === 'facility').length
  const types = pauses.length - facilities
  const parts = [
    facilities > 0 && `${facilities} ${facilities === 1 ? 'facility' : 'facilities'}`,
    types > 0 && `${types} message ${types === 1 ? 'type' : 'types'}`,
  ].filter((part) => part !== false)
  return parts.join(', ') || 'nothing'
}

export function listedPauses(pauses: Pause[], atMost: number): string {
  if (pauses.length === 0) return 'Nothing is paused'
  const described = pauses.slice(0, atMost).map(describe)
  const more = pauses.length - described.length
  return [...described, ...(more > 0 ? [`and ${more} more`] : [])].join('; ')
}

/** What is paused, for how long, what waits, and how it ends. `waiting`: empty if not known. */
export function longPause(
  pause: Pause,
  { now, waiting }: { now: DateTime; waiting: string }
): string {
  const lasts = durationInWords(Math.max(0, now.diff(pause.since).as('seconds')))
  const nothing = pause.scope === 'everything' ? '. Nothing is sent' : ''
  const held = waiting ? `, and ${waiting} messages wait` : ''
  return (
    `${describe(pause)}${nothing}. It has lasted ${lasts}${held}: once its cause is fixed, ` +
    `run "${resumeCommand(pause)}", or end it on the page System (/system#pauses)`
  )
}

/** Reasons are free text: numbers in them are not repeated here. */
function describe(pause: Pause): string {
  const { since, until, pausedBy, reason } = pause
  const why = reason ? withoutPersonalData(reason) : 'no reason given'
  const end = until ? ` until ${until.toISO({ suppressMilliseconds: true })}` : ''
  const what = pause.scope === 'everything' ? 'Everything' : targetInWords(pause)
  return `${what} has been paused since ${since.toISO({ suppressMilliseconds: true })}${end} by ${pausedBy}: ${why}`
}
