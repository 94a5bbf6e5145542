import { isFaultOfRows } from '#storage/is_fault_of_rows'

const OF_THE_PROGRAM = [TypeError, RangeError, SyntaxError, ReferenceError]

/**
 * Whether taking in failed because of what was taken in. Everything else is taken for a database
 * that is away or in trouble: that passes, and costs no record.
 */
export function isFaultOfRecord(error: unknown): boolean {
  return isFaultOfRows(error) || OF_THE_PROGRAM.some((kind) => error instanceof kind)
}
