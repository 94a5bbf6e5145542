import { Exception } from '@adonisjs/core/exceptions'

/** Currently not possible, but it will be later; the cause is only logged. */
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
