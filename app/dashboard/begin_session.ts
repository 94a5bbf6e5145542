import type { HttpContext } from '@adonisjs/core/http'
import { STAYS } from '#dashboard/desk_session_store'
import { forgetPending } from '#dashboard/pending_code'
import User from '#models/user'

/** Signs somebody in, under a new session id and with new tokens for forms. */
export async function beginSession(
  { auth, session }: Pick<HttpContext, 'auth' | 'session'>,
  { userId, stays }: { userId: number; stays: boolean }
): Promise<void> {
  await auth.use('desk').login(await User.findOrFail(userId))
  forgetPending(session)
  session.forget('csrf-secret')
  session.put(STAYS, stays)
}
