export type ConsentStatus = 'opted_in' | 'opted_out'

/**
 * The source of a consent. `erased`: it was known before the person was erased. `undo`: forged
 * replies were undone; only in the history.
 */
export type ConsentSource = 'import' | 'reply' | 'staff' | 'api' | 'erased' | 'undo'

/**
 * A change of consent; a row of `sms_consent_events`. Repeating a known consent is not a change,
 * unless a file said no and now the person does.
 */
export interface ConsentEvent {
  /** An instant of the database. */
  at: string
  /** E.164 */
  phoneNumber: string
  from: ConsentStatus | null
  /** Null: nothing is known any more. */
  to: ConsentStatus | null
  source: ConsentSource
  /** File and line, the id of a reply, or a note; never the text of a reply. */
  evidence: string | null
  /** `import`, `reply`, `cli:name`, `token:id`, `user:id`. */
  actor: string
  /** When the person said it, where that is known; an instant of the database. */
  saidAt?: string | null
}
