import app from '@adonisjs/core/services/app'
import type { HttpContext } from '@adonisjs/core/http'
import { Clock } from '#app/clock'
import type { ListedSession } from '#access/sessions/list_sessions'
import { browserInWords } from '#dashboard/browser_in_words'

/** Sessions for people: the browser by name, and how long ago it was used. */
export async function sessionsInWords(
  sessions: ListedSession[],
  { i18n }: Pick<HttpContext, 'i18n'>
) {
  const clock = await app.container.make(Clock)
  const base = clock.now()
  return sessions.map((session) => ({
    ...session,
    browser: browserInWords(session.browser) || i18n.t('users.unknown_browser'),
    lastSeen: session.lastSeenAt.setLocale(i18n.locale).toRelative({ base }),
  }))
}
