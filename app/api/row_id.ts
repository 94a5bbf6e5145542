import { Exception } from '@adonisjs/core/exceptions'
import { ROW_ID } from '#values/row_id'

/**
 * The id in the URL of a row. An invalid id means a row that does not exist. `kind` is for people.
 */
export function rowId(text: unknown, kind: string): number {
  if (typeof text !== 'string' || !ROW_ID.test(text)) throw new NoSuchRow(kind)
  return Number(text)
}

export class NoSuchRow extends Exception {
  static code = 'E_NO_SUCH_ROW'
  static status = 404

  constructor(readonly kind: string) {
    super(`There is no ${kind} with this id`)
  }
}
