import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { localInstant } from '#values/local_instant'
import { toSqlInstant, toSqlInstantCeiling } from '#storage/instants'
import { query, rowsOf } from '#storage/sql'

/** Weeks over which the usual hour is taken. */
const WEEKS = 4

/** The most tries of one hour that are counted. */
const TRIES_AT_MOST = 50_000

export interface HourOfDay {
  /** 0 to 23, by the clocks of the zone. */
  hour: number
  /** Tries to send; null for hours to come. */
  tries: number | null
  /** The mean of the same hour on the same weekday of the last weeks. */
  usual: number
}

/** Today by the hour, beside the same weekday of the last weeks. Walks sms_attempts_by_time. */
export async function hoursOfDay(
  client: QueryClientContract,
  now: DateTime,
  zone: string
): Promise<HourOfDay[]> {
  const today = now.setZone(zone)
  const weeks = Array.from({ length: WEEKS + 1 }, (_, week) => today.minus({ weeks: week }))
  const spans = weeks.flatMap((day, week) => hoursOn(day.toFormat('yyyy-MM-dd'), zone, week))
  const counted = await query<{ week: number; hour: number; tries: number }>(
    client,
    `SELECT r.week, r.hour, (SELECT COUNT(*) FROM (SELECT 1 FROM sms_attempts a
       WHERE a.started_at >= r.since AND a.started_at < r.until LIMIT :cap) AS capped) AS tries
     FROM ${rowsOf(client, 'r', { week: 'integer', hour: 'integer', since: 'instant', until: 'instant' })}`,
    { rows: JSON.stringify(spans), cap: TRIES_AT_MOST }
  )
  const tries = (week: number, hour: number) =>
    counted.find((row) => row.week === week && row.hour === hour)?.tries ?? 0
  return Array.from({ length: 24 }, (_, hour) => ({
    hour,
    tries: isToCome(hour, today) ? null : tries(0, hour),
    usual: mean(weeks.slice(1).map((__, index) => tries(index + 1, hour))),
  }))
}

const isToCome = (hour: number, today: DateTime) => hour > today.hour

function mean(numbers: number[]): number {
  return Math.round(numbers.reduce((sum, one) => sum + one, 0) / numbers.length)
}

function hoursOn(date: string, zone: string, week: number) {
  const starts = Array.from({ length: 24 }, (_, hour) =>
    localInstant(date, `${String(hour).padStart(2, '0')}:00`, zone)
  )
  const end = starts[23].plus({ hours: 1 })
  return starts.map((since, hour) => ({
    week,
    hour,
    since: toSqlInstant(since),
    until: toSqlInstantCeiling(starts[hour + 1] ?? end),
  }))
}
