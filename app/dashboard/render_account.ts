import type { HttpContext } from '@adonisjs/core/http'
import { sessionsInWords } from '#dashboard/sessions_in_words'
import { userOf } from '#dashboard/user_of'
import type { AccountService } from '#services/account_service'

/** The page of one's own account; `errors`: by field. */
export async function renderAccount(
  ctx: HttpContext,
  accounts: AccountService,
  errors: Record<string, string> = {}
): Promise<string> {
  const { session, view } = ctx
  const sessions = await accounts.sessions({
    userId: userOf(ctx).id,
    sessionId: session.sessionId,
  })
  if (Object.keys(errors).length > 0) ctx.response.status(422)
  return view.render('pages/account', { sessions: await sessionsInWords(sessions, ctx), errors })
}
