import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'

/** Dead letters that are counted. */
const COUNT_AT_MOST = 10_000
const TYPES_AT_MOST = 20

/** The figures of a digest. */
export interface DigestFigures {
  /** Of those that were given up since, the most frequent types first. */
  types: { type: string; count: number }[]
  /** All that wait. */
  waiting: number
  /** The counting stopped there. */
  isMore: boolean
}

/** Dead letters that wait for a person. Walks the index sms_messages_needs_attention. */
export async function countDeadLetters(
  client: QueryClientContract,
  since: string
): Promise<DigestFigures> {
  const types = await query<{ type: string; count: number }>(
    client,
    `SELECT message_type AS type, COUNT(*) AS count FROM (
       SELECT message_type FROM sms_messages WHERE ${DEAD} AND updated_at >= :since
       LIMIT ${COUNT_AT_MOST}) AS capped
     GROUP BY message_type ORDER BY count DESC, type LIMIT ${TYPES_AT_MOST}`,
    { since }
  )
  const [{ waiting }] = await query<{ waiting: number }>(
    client,
    `SELECT COUNT(*) AS waiting FROM (
       SELECT 1 FROM sms_messages WHERE ${DEAD} LIMIT ${COUNT_AT_MOST}) AS capped`
  )
  return { types, waiting, isMore: waiting === COUNT_AT_MOST }
}

const DEAD = `${along('sms_messages_needs_attention')} AND status = 'dead_letter'`
