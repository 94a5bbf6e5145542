import type { HttpContext } from '@adonisjs/core/http'
import type User from '#models/user'

/** Who is signed in; every route but those of strangers ensures that somebody is. */
export function userOf({ auth }: Pick<HttpContext, 'auth'>): User {
  return auth.use('desk').getUserOrFail()
}
