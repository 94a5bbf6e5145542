import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { query } from '#storage/sql'

/** The newest attempts, whose messages stand for those to come. */
const ATTEMPTS = 500

/** Segments of a message, on average of those that were tried last; 1 before the first. */
export async function unitsPerReminder(client: QueryClientContract): Promise<number> {
  const [{ messages, segments }] = await query<{ messages: number; segments: number | null }>(
    client,
    `SELECT COUNT(*) AS messages, SUM(m.segments) AS segments
     FROM (SELECT message_id FROM sms_attempts ORDER BY id DESC LIMIT ${ATTEMPTS}) a
     JOIN sms_messages m ON m.id = a.message_id WHERE m.segments > 0`
  )
  return messages === 0 ? 1 : Number(segments) / messages
}
