import { Exception } from '@adonisjs/core/exceptions'

/**
 * Some replies wait for the next run. The causes are left out: a database error may quote the row,
 * with number and text.
 */
export class RepliesNotHandled extends Exception {
  static code = 'E_REPLIES_NOT_HANDLED'

  constructor(readonly webhookLogs: number[]) {
    super(
      `${webhookLogs.length} replies could not be handled and will be retried: ` +
        `see the log for webhookLog ${webhookLogs.slice(0, 10).join(', ')}`
    )
  }
}
