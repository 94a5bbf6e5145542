import { Exception } from '@adonisjs/core/exceptions'

/** Thrown by the work alongside a batch: somebody has ended the import. */
export class ImportEnded extends Error {}

/** Why a file cannot be read, for words that people understand. */
export type FileFault =
  | 'empty'
  | 'utf16'
  | 'not_text'
  | 'too_large'
  | 'too_many_lines'
  | 'too_many_columns'
  | 'columns'
  | 'header'
  | 'unreadable'

/** Nothing of the file was imported: the message says why and how to fix it. */
export class UnreadableImportFile extends Exception {
  static code = 'E_UNREADABLE_IMPORT_FILE'
  static status = 422

  readonly kind: FileFault
  /** Required columns that the file does not have. */
  readonly missing: string[]

  constructor(
    readonly file: string,
    problem: string,
    { kind = 'unreadable', missing = [], ...options }: UnreadableOptions = {}
  ) {
    super(`${file}: ${problem}`, options)
    this.kind = kind
    this.missing = missing
  }
}

interface UnreadableOptions {
  kind?: FileFault
  missing?: string[]
  cause?: unknown
}
