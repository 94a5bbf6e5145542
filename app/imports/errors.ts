import { Exception } from '@adonisjs/core/exceptions'

/** Nothing of the file was imported: the message says why and how to fix it. */
export class UnreadableImportFile extends Exception {
  static code = 'E_UNREADABLE_IMPORT_FILE'
  static status = 422

  constructor(
    readonly file: string,
    problem: string,
    options?: { cause?: unknown }
  ) {
    super(`${file}: ${problem}`, options)
  }
}
