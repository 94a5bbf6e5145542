import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { noFiguresByPart, type FiguresByPart } from './figures.js'
import { addAttempts, type AttemptGroup } from './add_attempts.js'
import { addMoves, type MoveGroup } from './add_moves.js'
import { addMeasured } from './add_measured.js'
import { dialectOf } from '#storage/dialect_of'
import { query } from '#storage/sql'

/** Instants of the database: `[start, end)`. */
export interface Period {
  start: string
  end: string
}

/**
 * What happened in a period, from the history of messages and their attempts. Reads nothing but the
 * rows of the period: it walks the indexes of events, attempts and messages by time.
 */
export async function readFigures(
  client: QueryClientContract,
  period: Period
): Promise<FiguresByPart> {
  const bindings = { start: period.start, end: period.end }
  const figures = noFiguresByPart()
  const moves = await query<MoveGroup>(client, movesOf(client), bindings)
  addMoves(figures, moves)
  addMeasured(figures, moves)
  addMoves(figures, await query<MoveGroup>(client, SUPPRESSED_FROM_THE_START, bindings))
  addAttempts(figures, await query<AttemptGroup>(client, attemptsOf(client), bindings))
  return figures
}

/** The child's present facility. */
const FACILITY = `
  LEFT JOIN patients p ON p.id = m.patient_id
  LEFT JOIN facilities f ON f.id = p.facility_id`

/** The rows of a table in the period as `x`, with their messages. */
function withMessages(client: QueryClientContract, table: string, at: string): string {
  const inPeriod = `x.${at} >= :start AND x.${at} < :end`
  const ids = `SELECT x.message_id FROM ${table} x WHERE ${inPeriod}`
  return `${table} x JOIN sms_messages m ON m.id = x.message_id ${FACILITY}
    WHERE ${inPeriod}${dialectOf(client).lookUp('m.id', ids)}`
}

/**
 * What an SMS carries has no segments. An SMS is measured once, whatever it carries. One that has
 * been put back into the queue since is due at another time: how long it had waited is not known any
 * more.
 */
const movesOf = (client: QueryClientContract) => {
  const seconds = dialectOf(client).secondsBetween
  return `
  SELECT type, facility, language, account, from_status, to_status, reason, seconds, COUNT(*) AS messages,
         COUNT(CASE WHEN carried_by IS NULL THEN 1 END) AS sms, SUM(COALESCE(segments, 0)) AS segments
  FROM (
    SELECT m.message_type AS type, f.code AS facility, m.language, m.gateway_account AS account,
           x.from_status, x.to_status, x.reason, m.carried_by, m.segments,
           CASE
             WHEN m.carried_by IS NOT NULL THEN NULL
             WHEN x.to_status = 'delivered' AND x.from_status <> 'delivered' AND m.status = 'delivered'
               AND m.sent_at <= m.delivered_at THEN ${seconds('m.sent_at', 'm.delivered_at')}
             WHEN x.to_status = 'sent' AND x.from_status = 'sending' AND m.sent_at = x.at
               AND m.status IN ('sent', 'delivered', 'undelivered') THEN ${seconds('m.scheduled_at', 'm.sent_at')}
           END AS seconds
    FROM ${withMessages(client, 'sms_message_events', 'at')}) AS moves
  GROUP BY type, facility, language, account, from_status, to_status, reason, seconds`
}

/** Reminders that were planned in this state: no move led to it, so no event says so. */
const SUPPRESSED_FROM_THE_START = `
  SELECT m.message_type AS type, f.code AS facility, m.language, m.gateway_account AS account,
         NULL AS from_status, m.status AS to_status, m.reason, NULL AS seconds, COUNT(*) AS messages, 0 AS sms, 0 AS segments
  FROM sms_messages m ${FACILITY}
  WHERE m.updated_at >= :start AND m.updated_at < :end
    AND m.status = 'suppressed' AND m.created_at = m.updated_at
    AND NOT EXISTS (SELECT 1 FROM sms_message_events e WHERE e.message_id = m.id)
  GROUP BY m.message_type, f.code, m.language, m.gateway_account, m.status, m.reason`

const attemptsOf = (client: QueryClientContract) => `
  SELECT m.message_type AS type, f.code AS facility, m.language, x.account, x.outcome,
         COUNT(*) AS attempts, COUNT(CASE WHEN x.number > 1 THEN 1 END) AS retries
  FROM ${withMessages(client, 'sms_attempts', 'started_at')}
  GROUP BY m.message_type, f.code, m.language, x.account, x.outcome`
