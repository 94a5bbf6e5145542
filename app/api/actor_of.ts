import type { HttpContext } from '@adonisjs/core/http'

/** Who calls, as events and audits name it: `token:ID`. */
export function actorOf({ auth }: Pick<HttpContext, 'auth'>): string {
  return `token:${auth.use('api').getUserOrFail().currentAccessToken.identifier}`
}
