import { tidyValue } from '#values/tidy_value'

/** Characters beyond which a name is none of ours. */
const LONGEST_NAME = 100

/** A name as it is compared: nothing that cannot be seen, in small letters. */
export function columnName(cell: string): string {
  return tidyValue(cell.slice(0, LONGEST_NAME)).toLowerCase()
}
