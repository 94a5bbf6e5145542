import { type DateTime } from 'luxon'
import { localInstant } from './local_instant.js'

export interface SendingWindow {
  open: boolean
  /** The instant itself while the window is open, otherwise its next opening. */
  opensAt: DateTime<true>
  /** End of the window that is open or opens next; exclusive. */
  closesAt: DateTime<true>
}

/**
 * The position of an instant relative to the daily window in a zone: start included, end excluded.
 * Each local day has one window, from the first occurrence of its start to the first of its end; a
 * day whose window falls into a clock gap has none.
 */
export function sendingWindow(
  instant: DateTime,
  zone: string,
  window: { start: string; end: string }
): SendingWindow {
  const now = instant.toUTC() as DateTime<true>
  let day = instant.setZone(zone).startOf('day')
  for (;;) {
    const date = day.toFormat('yyyy-MM-dd')
    const opensAt = localInstant(date, window.start, zone)
    const closesAt = localInstant(date, window.end, zone)
    if (opensAt < closesAt && now < closesAt) {
      return { open: opensAt <= now, opensAt: opensAt <= now ? now : opensAt, closesAt }
    }
    day = day.plus({ days: 1 })
  }
}
