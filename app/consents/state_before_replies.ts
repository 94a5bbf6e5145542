import type { Rows } from '#database/rows'
import type { ConsentStatus } from '#consents/consent'

/** A change of consent, as it is stored. */
export type StoredEvent = Pick<
  Rows['sms_consent_events'],
  'at' | 'phone_number' | 'from_status' | 'to_status' | 'source' | 'evidence' | 'actor' | 'said_at'
>

/** From `from` to `to`, both included: instants of the database. */
export interface Period {
  from: string
  to: string
}

/** What the consent of a number is to be again; `before` null: nothing is known. */
export interface UndoneNumber {
  phoneNumber: string
  now: ConsentStatus
  before: StoredEvent | null
}

/**
 * What a number had said before its replies of the period: the event that made it
 * so, or null where nothing was known. Undefined where there is nothing to undo:
 * no reply of the period changed it, or somebody else has changed it since.
 *
 * `history`: of one number, the oldest first.
 */
export function stateBeforeReplies(
  history: StoredEvent[],
  { from, to }: Period
): StoredEvent | null | undefined {
  const isUndone = ({ source, at }: StoredEvent) => source === 'reply' && at >= from && at <= to
  const kept = history.findLastIndex((event) => !isUndone(event))
  const first = history[kept + 1]
  if (!first) return undefined
  if (first.from_status === null) return null
  const before = history[kept]
  return before?.to_status === first.from_status ? before : undefined
}
