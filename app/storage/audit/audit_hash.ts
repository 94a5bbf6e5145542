import { createHash, randomBytes } from 'node:crypto'
import type { Rows } from '#database/rows'

/** The columns of an event that the chain covers. */
export type ChainedEvent = Pick<
  Rows['audit_events'],
  'id' | 'at' | 'actor' | 'action' | 'subject' | 'detail'
>

/** The hash before the first link. */
export const BEGINNING = '0'.repeat(64)

export interface Sealed {
  position: number
  salt: string
  content: string
  hash: string
}

/** The link of an event at this place, after the one with the hash `previous`. */
export function sealOf(event: ChainedEvent, position: number, previous: string): Sealed {
  const salt = randomBytes(16).toString('hex')
  const content = contentOf(salt, event.detail)
  return { position, salt, content, hash: hashOf(event, { position, content }, previous) }
}

/** Without its salt nobody can find out a detail by trying. */
export function contentOf(salt: string, detail: string | null): string {
  return sha256([salt, detail])
}

/** Covers the content of the detail, not the detail itself, so that it can be redacted. */
export function hashOf(
  { id, at, actor, action, subject }: ChainedEvent,
  { position, content }: Pick<Sealed, 'position' | 'content'>,
  previous: string
): string {
  return sha256([previous, position, id, at, actor, action, subject, content])
}

/** Of a redacted detail, as the event that records the redaction has it. */
export function redactedHashOf(detail: string | null): string {
  return sha256([detail])
}

/** As JSON, so that no two lists have the same text. */
function sha256(parts: (string | number | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
