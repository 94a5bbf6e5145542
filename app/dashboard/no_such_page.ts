import { Exception } from '@adonisjs/core/exceptions'

/** What the address names does not exist, or no longer. */
export class NoSuchPage extends Exception {
  static code = 'E_NO_SUCH_PAGE'
  static status = 404

  constructor() {
    super('There is nothing here')
  }
}
