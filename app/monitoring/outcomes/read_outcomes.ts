import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { CountedOutcome } from '#monitoring/outcomes/what_became'
import { toSqlInstant } from '#storage/instants'
import { query, type Bindings } from '#storage/sql'

/** The latest messages of the window that are examined: enough for a share at any volume. */
const WINDOW_AT_MOST = 20_000

/** Days before the window that show what is usual, and the messages of each that are examined. */
const USUAL_DAYS = 7
const USUAL_AT_MOST_A_DAY = 2_000

export interface OutcomeRow extends CountedOutcome {
  message_type: string
  /** Code of the patient's facility; null without a patient. */
  facility: string | null
  account: string | null
  /** How many days before the window; 0 within it. */
  day: number
  messages: number
}

export interface OutcomePeriod {
  now: DateTime
  windowHours: number
  /** Hours after which a receipt is expected. */
  receiptHours: number
}

/** Messages that last moved in the window, counted by what became of them. */
export async function readOutcomes(
  client: QueryClientContract,
  { now, windowHours, receiptHours }: OutcomePeriod
): Promise<OutcomeRow[]> {
  return query(client, counted(latest(0, 'since', 'until', WINDOW_AT_MOST)), {
    since: toSqlInstant(now.minus({ hours: windowHours })),
    /** Includes the current second. */
    until: toSqlInstant(now.plus({ seconds: 1 })),
    silent_before: toSqlInstant(now.minus({ hours: receiptHours })),
  })
}

/** The same of some messages of each day before the window. */
export async function readUsualOutcomes(
  client: QueryClientContract,
  { now, windowHours, receiptHours }: OutcomePeriod
): Promise<OutcomeRow[]> {
  const end = now.minus({ hours: windowHours })
  const bindings: Bindings = {
    day_0: toSqlInstant(end),
    silent_before: toSqlInstant(now.minus({ hours: receiptHours })),
  }
  const days: string[] = []
  for (let day = 1; day <= USUAL_DAYS; day++) {
    bindings[`day_${day}`] = toSqlInstant(end.minus({ days: day }))
    days.push(
      `SELECT * FROM (${latest(day, `day_${day}`, `day_${day - 1}`, USUAL_AT_MOST_A_DAY)}) AS of_day_${day}`
    )
  }
  return query(client, counted(days.join(' UNION ALL ')), bindings)
}

/** Walks the index sms_messages_by_age. */
function latest(day: number, since: string, until: string, atMost: number): string {
  return `SELECT ${day} AS day, message_type, patient_id, gateway_account, status, reason, sent_at FROM sms_messages
    WHERE updated_at >= :${since} AND updated_at < :${until}
    ORDER BY updated_at DESC, id DESC LIMIT ${atMost}`
}

function counted(messages: string): string {
  return `
    SELECT message_type, facility, account, status, reason, silent, day, COUNT(*) AS messages FROM (
      SELECT m.message_type, f.code AS facility, m.gateway_account AS account, m.status, m.reason, m.day,
             CASE WHEN m.sent_at <= :silent_before THEN 1 ELSE 0 END AS silent
      FROM (${messages}) AS m
      LEFT JOIN patients p ON p.id = m.patient_id
      LEFT JOIN facilities f ON f.id = p.facility_id) AS outcomes
    GROUP BY message_type, facility, account, status, reason, silent, day`
}
