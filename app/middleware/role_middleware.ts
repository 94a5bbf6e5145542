import { errors } from '@adonisjs/auth'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { covers } from '#access/roles'
import type { LeastRole } from '#dashboard/least_role'
import { MissingRole } from '#dashboard/missing_role'

/** Requires a user with at least this role; `stranger` requires no sign-in. */
export default class RoleMiddleware {
  handle({ auth }: HttpContext, next: NextFn, { least }: { least: LeastRole }) {
    if (least === 'stranger') return next()
    const { user } = auth.use('desk')
    if (!user)
      throw new errors.E_UNAUTHORIZED_ACCESS('Not signed in', { guardDriverName: 'session' })
    if (!covers(user.role, least)) throw new MissingRole(least)
    return next()
  }
}
