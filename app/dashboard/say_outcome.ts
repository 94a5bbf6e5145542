import type { HttpContext } from '@adonisjs/core/http'
import type { AccessOutcome } from '#access/users/change_access'

/** Says on the next page what a change of an account did; `done`: the key of its words. */
export function sayOutcome(
  { i18n, session }: Pick<HttpContext, 'i18n' | 'session'>,
  outcome: AccessOutcome,
  done: string
): void {
  if (outcome === 'changed') return session.flash('done', i18n.t(done))
  const why = outcome === 'last_admin' ? 'users.last_admin' : 'users.unchanged'
  session.flash('problem', i18n.t(why))
}
