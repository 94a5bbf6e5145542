import type { HttpContext } from '@adonisjs/core/http'
import { covers } from '#access/roles'
import { userOf } from '#dashboard/user_of'

/** Whether who is signed in may do more than look. */
export function mayAct(ctx: HttpContext): boolean {
  return covers(userOf(ctx).role, 'operator')
}
