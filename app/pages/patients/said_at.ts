import { DateTime } from 'luxon'
import { toSqlInstant } from '#storage/instants'
import type { Said } from './consent_page.js'

/**
 * When something was said of which only the day is known, as `sms_consents.said_at` has it: a yes as
 * early, and a no as late as possible, so that in doubt the no is the last word. Null for what is
 * not a day, or is still to come.
 */
export function saidAt(day: string, say: Said, now: DateTime, zone: string): string | null {
  const said = DateTime.fromISO(day, { zone })
  const today = now.setZone(zone).startOf('day')
  if (!DAY.test(day) || !said.isValid || said > today) return null
  if (said.hasSame(today, 'day')) return toSqlInstant(now)
  return toSqlInstant(say === 'yes' ? said.startOf('day') : said.endOf('day'))
}

const DAY = /^\d{4}-\d\d-\d\d$/
