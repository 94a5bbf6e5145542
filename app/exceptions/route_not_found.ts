import { Exception } from '@adonisjs/core/exceptions'

/** Answered exactly like a route that does not exist, whatever the reason. */
export class RouteNotFound extends Exception {
  static code = 'E_ROUTE_NOT_FOUND'
  static status = 404

  constructor() {
    super('There is nothing here')
  }
}
