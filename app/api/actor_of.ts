import type { HttpContext } from '@adonisjs/core/http'

/** The caller, as in events and audits: `token:ID`. */
export function actorOf({ auth }: Pick<HttpContext, 'auth'>): string {
  return `token:${auth.use('api').getUserOrFail().currentAccessToken.identifier}`
}
