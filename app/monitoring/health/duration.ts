import { Duration } from 'luxon'

const UNITS = ['days', 'hours', 'minutes', 'seconds'] as const

/** `3 days`, `2 hours`, `45 seconds`: the largest unit is enough to be told. */
export function durationInWords(seconds: number): string {
  const shifted = Duration.fromMillis(Math.max(0, seconds) * 1000).shiftTo(...UNITS)
  const unit = UNITS.find((name) => Math.floor(shifted[name]) > 0) ?? 'seconds'
  const count = Math.floor(shifted[unit])
  return `${count} ${count === 1 ? unit.slice(0, -1) : unit}`
}
