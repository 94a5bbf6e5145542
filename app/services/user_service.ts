import { inject } from '@adonisjs/core'
import type { Role } from '#access/roles'
import type { NewUser } from '#access/users/create_user'
import { RunningWork } from '#services/running_work'

const loadList = () => import('#access/users/list_users').then(({ ListUsers }) => ListUsers)
const loadAccess = () =>
  import('#access/users/change_access').then(({ ChangeAccess }) => ChangeAccess)

/** What admins do about the accounts of others. */
@inject()
export class UserService {
  constructor(private readonly work: RunningWork) {}

  list() {
    return this.work.perform(loadList, (users) => users.run())
  }

  find(id: number) {
    return this.work.perform(loadList, (users) => users.find(id))
  }

  /** Gives a person an account. */
  create(user: NewUser) {
    return this.work.perform(
      () => import('#access/users/create_user').then(({ CreateUser }) => CreateUser),
      (create) => create.run(user)
    )
  }

  /** Replaces a forgotten password; returns the new one, which is shown once. */
  renewPassword(request: { userId: number; actor: string }) {
    return this.work.perform(
      () => import('#access/users/renew_password').then(({ RenewPassword }) => RenewPassword),
      (renew) => renew.run(request)
    )
  }

  changeRole(request: { userId: number; from: Role; to: Role; actor: string }) {
    return this.work.perform(loadAccess, (access) => access.changeRole(request))
  }

  /** They cannot sign in any more, and are signed out. */
  disable(request: { userId: number; actor: string }) {
    return this.work.perform(loadAccess, (access) => access.disable(request))
  }

  enable(request: { userId: number; actor: string }) {
    return this.work.perform(loadAccess, (access) => access.enable(request))
  }
}
