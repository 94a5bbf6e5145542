import { Exception } from '@adonisjs/core/exceptions'
import type { Role } from '#access/roles'

/** Somebody is signed in, but may not do this. */
export class MissingRole extends Exception {
  static code = 'E_MISSING_ROLE'
  static status = 403

  constructor(readonly least: Role) {
    super(`This needs the role "${least}"`)
  }
}
