/** The data of a text: columns of the message, its immunization, patient and facility. */
export interface MessageText {
  message_type: string
  language: string | null
  /** The child; null if the message is about none. */
  patient_id: number | null
  /** A message with its own text is sent unchanged. */
  body: string | null
  first_name: string | null
  last_name: string | null
  vaccine: string | null
  dose: string | null
  due_on: string | null
  facility_name: string | null
  facility_language: string | null
  /** Used where the name would make the text longer. */
  facility_short_name: string | null
  /** The facility with its preposition, in its own language: `au CSI Ouakam`. */
  facility_at_phrase: string | null
}
