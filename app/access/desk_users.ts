import { symbols } from '@adonisjs/auth'
import type { SessionUserProviderContract } from '@adonisjs/auth/types/session'
import User from '#models/user'

/** The users of the guard `desk`. One who is disabled is signed out at the next request. */
export class DeskUsers implements SessionUserProviderContract<User> {
  declare [symbols.PROVIDER_REAL_USER]: User

  async findById(id: string | number | bigint) {
    const user = await User.find(Number(id))
    return user && user.disabledAt === null ? this.createUserForGuard(user) : null
  }

  async createUserForGuard(user: User) {
    return { getId: () => user.id, getOriginal: () => user }
  }
}
