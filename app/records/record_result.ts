import type { RecordFault } from '#records/read_record'
import type { NamedMessage } from '#records/named_messages'

/** What became of one record. */
export interface RecordResult {
  /** Its place, counted from 1. */
  number: number
  /** Null if it cannot be read. */
  patientRef: string | null
  outcome: 'created' | 'updated' | 'unchanged' | 'rejected'
  faults: RecordFault[]
  /** Parts of a rejected record that take effect because they stop messages, in words. */
  taken: string[]
  /** Reminders that it planned, changed or called off. */
  messages: NamedMessage[]
}
