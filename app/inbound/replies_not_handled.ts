import { Exception } from '@adonisjs/core/exceptions'

/** Some replies wait for the next time. Without the causes: an error of the database may quote the row, with number and text. */
export class RepliesNotHandled extends Exception {
  static code = 'E_REPLIES_NOT_HANDLED'

  constructor(readonly webhookLogs: number[]) {
    super(
      `${webhookLogs.length} replies could not be handled and will be tried again: ` +
        `the log says why, under webhookLog ${webhookLogs.slice(0, 10).join(', ')}`
    )
  }
}
