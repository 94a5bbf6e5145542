import { Exception } from '@adonisjs/core/exceptions'

/** Nothing is sent unless it was first recorded outside the database. */
export class StateNotWritable extends Exception {
  static status = 503
  static code = 'E_STATE_NOT_WRITABLE'

  constructor(
    readonly folder: string,
    cause: unknown
  ) {
    const code = (cause as { code?: string } | null)?.code ?? String(cause)
    super(
      `Sent messages cannot be recorded in ${folder} (${code}), and without that nothing is sent: ` +
        'free disk space or make the folder writable for Rappel (RAPPEL_STATE_DIR)',
      { cause }
    )
  }
}

/** The database has lost a commit of this process. */
export class DatabaseIsOlder extends Exception {
  static status = 503
  static code = 'E_DATABASE_IS_OLDER'

  constructor() {
    super(
      'The database is older than what this process has sent: it was restored from a backup or replaced. ' +
        'Nothing is sent; "node ace sms:restore-review" shows what to do'
    )
  }
}
