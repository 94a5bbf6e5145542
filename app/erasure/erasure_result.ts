/** The tables that rows are deleted from. */
export const ERASED_TABLES = [
  'patients',
  'immunizations',
  'sms_messages',
  'sms_attempts',
  'sms_message_events',
  'sms_webhook_logs',
  'inbound_messages',
  'sms_consents',
  'sms_consent_events',
  'sending_counts',
  'schedules',
  'schedule_occurrences',
] as const

export type ErasedTable = (typeof ERASED_TABLES)[number]

export interface ErasureCounts {
  /** Rows, by table. */
  deleted: Record<ErasedTable, number>
  /** Patients who stay, without the number. */
  numbersTakenOff: number
  /** Receipts about several people, whose body was emptied. */
  bodiesEmptied: number
  /** Refusals that stay as a keyed hash. */
  optOutsKept: number
  /** Rows about other people whose texts quoted the person; the person was removed from them. A rehearsal also counts rows of the person. */
  textsRedacted: number
}

export interface FileErasure {
  /** Rejected files whose rows of the person were removed; files without other rows are deleted. */
  changed: string[]
  rows: number
  /**
   * Files that may contain rows of the person but could not be read or written: a person has to
   * check them.
   */
  notReached: { path: string; problem: string }[]
}

/** What stays, and why. */
export interface Kept {
  /**
   * `number_shared`: another patient who stays has the number, so its consent and replies stay.
   * `reply_not_handled`: a reply could not be handled yet; run the erasure again by the number.
   * `name_shared`: another patient has the same name, so texts are not searched for it.
   * `named_in_settings`: a template, a facility, a token or the path of a file names the person.
   */
  reason: 'number_shared' | 'reply_not_handled' | 'name_shared' | 'named_in_settings'
  count: number
}

export interface ErasureResult extends ErasureCounts {
  /**
   * `being_sent`: a message is on its way to the operator; nothing else will be sent. Running it
   * again erases the rest.
   */
  outcome: 'erased' | 'nobody' | 'being_sent'
  dryRun: boolean
  files: FileErasure
  kept: Kept[]
  /**
   * Whether the bytes of deleted rows are gone from the files of the database; `later`: the next
   * cleanup does it. `tooLarge`: what was not rewritten, see `OverwriteDeleted`.
   */
  overwritten: { outcome: 'done' | 'incomplete' | 'later'; tooLarge: string[] }
  /** When to run it again after `being_sent`. */
  retryAfterSeconds: number | null
}

export function noCounts(): ErasureCounts {
  const deleted = Object.fromEntries(ERASED_TABLES.map((table) => [table, 0]))
  return {
    deleted: deleted as ErasureCounts['deleted'],
    numbersTakenOff: 0,
    bodiesEmptied: 0,
    optOutsKept: 0,
    textsRedacted: 0,
  }
}

export function addErasureCounts(one: ErasureCounts, other: ErasureCounts): ErasureCounts {
  const deleted = { ...one.deleted }
  for (const table of ERASED_TABLES) deleted[table] += other.deleted[table]
  return {
    deleted,
    numbersTakenOff: one.numbersTakenOff + other.numbersTakenOff,
    bodiesEmptied: one.bodiesEmptied + other.bodiesEmptied,
    optOutsKept: one.optOutsKept + other.optOutsKept,
    textsRedacted: one.textsRedacted + other.textsRedacted,
  }
}

export function isNothing({ deleted, ...others }: ErasureCounts): boolean {
  return [...Object.values(deleted), ...Object.values(others)].every((count) => count === 0)
}
