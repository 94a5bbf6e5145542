import type { Column } from '#imports/columns'
import type { Protection } from '#imports/protection'

/** Kinds of faults that people are told apart; `unusable` depends on the column. */
export type FaultKind =
  | 'missing'
  | 'too_long'
  | 'encoding'
  | 'unusable'
  | 'contradicts'
  | 'repeats'
  | 'other_child'
  | 'on_record'
  | 'shape'

/** What is wrong with one value of a row. */
export interface RowFault {
  field: Column | 'row'
  value: string
  reason: string
  /** `unusable` where it is left out. */
  kind?: FaultKind
}

export interface RejectedRow {
  line: number
  faults: RowFault[]
  /** The values as they were read; of a row that could not be taken apart, as its delimiters divide it. */
  values: string[]
  /** What of it takes effect all the same, where it protects somebody. */
  protection?: Protection
  /** In words, once it has. */
  taken?: string[]
}
