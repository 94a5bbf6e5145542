import { Exception } from '@adonisjs/core/exceptions'

/** The database answered the COMMIT with a rollback: nothing is stored. */
export class CommitRefused extends Exception {
  static status = 503
  static code = 'E_COMMIT_REFUSED'

  constructor() {
    super('The database did not store a change because part of it had failed before.')
  }
}

/** The transaction may or may not be stored: check the rows before going on. */
export class CommitNotConfirmed extends Exception {
  static status = 503
  static code = 'E_COMMIT_NOT_CONFIRMED'

  constructor(cause: unknown) {
    super(
      'The connection to the database was lost while a change was being stored. It may or may not be stored: check before you repeat it.',
      { cause }
    )
  }
}

/**
 * PostgreSQL: the server ends, crashes or is unreachable; a cancelled COMMIT may already have been
 * executed.
 */
const UNCERTAIN_SQLSTATE = /^(?:08|57P)|^57014$/

/** False if the database itself answered the COMMIT with an error code: then nothing is stored. */
export function isCommitUncertain(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code !== 'string') return !(error instanceof CommitRefused)
  if (code.startsWith('SQLITE_')) return code === 'SQLITE_IOERR'
  if (/^E_/.test(code)) return false
  return !/^[0-9A-Z]{5}$/.test(code) || UNCERTAIN_SQLSTATE.test(code)
}
