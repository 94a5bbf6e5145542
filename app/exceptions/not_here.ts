import { Exception } from '@adonisjs/core/exceptions'

/** The answer to it is that of a route that does not exist, whatever the reason. */
export class NotHere extends Exception {
  static code = 'E_ROUTE_NOT_FOUND'
  static status = 404

  constructor() {
    super('There is nothing here')
  }
}
