import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { query } from '#storage/sql'

/** One version of a text. */
export interface StoredText {
  type: string
  language: string
  version: number
  body: string
  /** `rappel`: it came with the application; else who wrote it, for example `cli:name`. */
  by: string
  /** An instant of the database. */
  at: string
  /** Why; null if nobody said. */
  reason: string | null
  /** From this version on another language stands in; the text is the last one that was used. */
  isRemoved: boolean
}

/** What programs are told of one. */
export type TextVersion = Pick<StoredText, 'version' | 'body' | 'by' | 'at'>

type Row = Pick<
  Rows['sms_templates'],
  'message_type' | 'language' | 'version' | 'body' | 'actor' | 'created_at' | 'reason' | 'removed'
>

/** Every version of the texts of a type, of a language, or of both; the newest of each first. */
export async function storedTexts(
  client: QueryClientContract,
  { type = null, language = null }: { type?: string | null; language?: string | null }
): Promise<StoredText[]> {
  const wanted = [
    type !== null && 'message_type = :type',
    language !== null && 'language = :language',
  ]
  const conditions = wanted.filter(Boolean).join(' AND ')
  const rows = await query<Row>(
    client,
    `SELECT message_type, language, version, body, actor, created_at, reason, removed FROM sms_templates
     ${conditions && `WHERE ${conditions}`} ORDER BY message_type, language, version DESC`,
    { ...(type !== null && { type }), ...(language !== null && { language }) }
  )
  return rows.map(({ message_type: messageType, actor, created_at: at, removed, ...row }) => ({
    ...row,
    type: messageType,
    by: actor,
    at: String(at),
    /** 0 or 1 on SQLite. */
    isRemoved: Boolean(removed),
  }))
}
