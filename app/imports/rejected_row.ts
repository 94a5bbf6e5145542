import type { Column } from '#imports/columns'
import type { Protection } from '#imports/protection'

/** What is wrong with one value of a row. */
export interface RowFault {
  field: Column | 'row'
  value: string
  reason: string
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
