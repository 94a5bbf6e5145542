import { Exception } from '@adonisjs/core/exceptions'

/** It will do later what it cannot do now; the cause is for the log. */
export class Unavailable extends Exception {
  static code = 'E_UNAVAILABLE'
  static status = 503

  constructor(
    readonly retryAfterSeconds: number,
    cause: unknown
  ) {
    super('Not at the moment', { cause })
  }
}
