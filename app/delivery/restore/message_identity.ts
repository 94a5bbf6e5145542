import { hash } from 'node:crypto'
import type { Rows } from '#database/rows'

export type Identifiable = Pick<
  Rows['sms_messages'],
  'id' | 'message_type' | 'dedupe_key' | 'created_at'
>

/** 128 bits. */
const LENGTH = 22

/**
 * The name of a message outside its database. A reminder planned again after a restore gets another
 * row, and perhaps the id of another message; its dedupe key stays. The key may contain a number,
 * so it is hashed together with the id of the database, which is stored nowhere else.
 */
export function messageIdentity(databaseId: string, message: Identifiable): string {
  const { id, message_type: type, dedupe_key: key, created_at: createdAt } = message
  const named = key === null ? `id\n${id}\n${type}\n${createdAt}` : `key\n${key}`
  return hash('sha256', `${databaseId}\n${named}`, 'base64url').slice(0, LENGTH)
}

/** The name of the database in the journal; it does not reveal the database's id. */
export function databaseFingerprint(databaseId: string): string {
  return hash('sha256', `database\n${databaseId}`, 'base64url').slice(0, LENGTH)
}
