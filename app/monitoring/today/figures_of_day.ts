import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { countMessages } from '#monitoring/health/capped_count'
import type { LocalDay } from '#messages/daily_counts'
import { query } from '#storage/sql'

/** The most messages of the day that are looked at: the cost must not grow with the table. */
const MOVED_AT_MOST = 50_000
const WAITING_AT_MOST = 100_000

export interface FiguresOfDay {
  /** Still to leave before midnight. */
  waiting: number
  /** Accepted by the operator today, and what became of them since. */
  sent: number
  delivered: number
  undelivered: number
  awaiting: number
  /** Given up today without leaving. */
  failed: number
  expired: number
  /** More moved today than were looked at: the figures are too small. */
  isCut: boolean
}

/** What became of messages today. Walks sms_messages_by_age and sms_messages_due. */
export async function figuresOfDay(
  client: QueryClientContract,
  { start, end }: LocalDay
): Promise<FiguresOfDay> {
  const waiting = await countMessages(
    client,
    `status = 'pending' AND priority IN (1, 2, 3) AND scheduled_at < :end`,
    { end, cap: WAITING_AT_MOST }
  )
  const [{ looked, ...figures }] = await query<
    Omit<FiguresOfDay, 'waiting' | 'isCut'> & { looked: number }
  >(
    client,
    `SELECT COUNT(*) AS looked,
       COUNT(CASE WHEN sent_at >= :start THEN 1 END) AS sent,
       COUNT(CASE WHEN sent_at >= :start AND status = 'delivered' THEN 1 END) AS delivered,
       COUNT(CASE WHEN sent_at >= :start AND status = 'undelivered' THEN 1 END) AS undelivered,
       COUNT(CASE WHEN sent_at >= :start AND status = 'sent' AND unconfirmed_at IS NULL THEN 1 END) AS awaiting,
       COUNT(CASE WHEN status IN ('failed', 'dead_letter') THEN 1 END) AS failed,
       COUNT(CASE WHEN status = 'expired' THEN 1 END) AS expired
     FROM (SELECT status, sent_at, unconfirmed_at FROM sms_messages
           WHERE updated_at >= :start ORDER BY updated_at DESC, id DESC LIMIT :cap) AS moved`,
    { start, cap: MOVED_AT_MOST }
  )
  return { ...figures, waiting: waiting.value, isCut: looked === MOVED_AT_MOST }
}
