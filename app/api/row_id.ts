import { Exception } from '@adonisjs/core/exceptions'

/** Fits a JavaScript number and a bigint of the database. */
const ID = /^[1-9]\d{0,14}$/

/** The id in the address of a row; one that cannot be an id is a row that does not exist. `kind` is for people. */
export function rowId(text: unknown, kind: string): number {
  if (typeof text !== 'string' || !ID.test(text)) throw new NoSuchRow(kind)
  return Number(text)
}

export class NoSuchRow extends Exception {
  static code = 'E_NO_SUCH_ROW'
  static status = 404

  constructor(readonly kind: string) {
    super(`There is no ${kind} with this id`)
  }
}
