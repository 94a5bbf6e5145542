import type { ListedUser } from '#access/users/list_users'
import { ROW_ID } from '#values/row_id'
import type { UserService } from '#services/user_service'
import { NoSuchPage } from '#dashboard/no_such_page'

/** The account of an address such as `/users/12`. @throws NoSuchPage */
export async function listedUser(users: UserService, id: string): Promise<ListedUser> {
  const account = ROW_ID.test(id) ? await users.find(Number(id)) : undefined
  if (!account) throw new NoSuchPage()
  return account
}
