import { type DateTime } from 'luxon'
import { localInstant } from '#reminders/local_instant'

export interface SendingWindow {
  open: boolean
  /** The instant itself while the window is open, otherwise its next opening. */
  opensAt: DateTime<true>
  /** End of the window that is open or opens next; nothing leaves at this instant any more. */
  closesAt: DateTime<true>
}

/**
 * Where an instant stands to the daily window in a zone: start included, end not.
 * One stretch of time a local day, from the first occurrence of its start to the
 * first of its end; a day whose window falls into a gap of the clocks has none.
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
