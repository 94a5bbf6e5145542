import type { HttpContext } from '@adonisjs/core/http'
import type { ListedUser } from '#access/users/list_users'
import { userOf } from '#dashboard/user_of'
import type { UserService } from '#services/user_service'
import { listedUser } from './listed_user.js'

/**
 * The account of an address, to change it. Null for one's own, and the next page says why: nobody
 * locks themselves out, or goes around the password that `/account` asks for. @throws NoSuchPage
 */
export async function otherUser(users: UserService, ctx: HttpContext): Promise<ListedUser | null> {
  const account = await listedUser(users, ctx.params.id)
  if (account.id !== userOf(ctx).id) return account
  ctx.session.flash('problem', ctx.i18n.t('users.own_account'))
  return null
}
