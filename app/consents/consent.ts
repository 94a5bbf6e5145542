export type ConsentStatus = 'opted_in' | 'opted_out'

/** Where a consent comes from. `erased`: it was known before the person was erased. */
export type ConsentSource = 'import' | 'reply' | 'staff' | 'api' | 'erased'

/** A change of consent, as `sms_consent_events` keeps it. Repeating what is known is no change, unless a file said no and now the person does. */
export interface ConsentEvent {
  /** An instant of the database. */
  at: string
  /** E.164 */
  phoneNumber: string
  from: ConsentStatus | null
  to: ConsentStatus
  source: ConsentSource
  /** File and line, the id of a reply, a note: no text of a person's reply. */
  evidence: string | null
  /** `import`, `reply`, `cli:name`, `token:id`, `user:id`. */
  actor: string
}
