import { statSync } from 'node:fs'
import { Exception } from '@adonisjs/core/exceptions'

/** The file in use is no longer the one at its path: writes to it would be lost. */
export class DatabaseReplaced extends Exception {
  static status = 503
  static code = 'E_DATABASE_REPLACED'

  constructor(readonly file: string) {
    super(
      `The SQLite file ${file} was replaced or deleted while this process was using it, so the process stops. ` +
        'Stop all processes of Rappel before you replace the file, then start them again.'
    )
  }
}

/** Records the device and inode of each opened file. */
export class OpenedFiles {
  readonly #opened = new Map<string, string>()
  #replaced: DatabaseReplaced | undefined

  /**
   * Call it when a connection was opened. @throws DatabaseReplaced if the path now has another file
   */
  remember(file: string): void {
    if (file === ':memory:') return
    if (!this.#opened.has(file)) this.#opened.set(file, identityOf(file))
    this.ensureSame()
  }

  /** Checks each file; takes microseconds. @throws DatabaseReplaced */
  ensureSame(): void {
    if (this.#replaced) throw this.#replaced
    for (const [file, identity] of this.#opened) {
      if (identityOf(file) !== identity) throw (this.#replaced = new DatabaseReplaced(file))
    }
  }

  /** Whether a replacement was found, without checking again. */
  get isReplaced(): boolean {
    return this.#replaced !== undefined
  }
}

/** The files of this process. */
export const sqliteFiles = new OpenedFiles()

function identityOf(file: string): string {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false })
  return stat ? `${stat.dev}:${stat.ino}` : 'nothing'
}
