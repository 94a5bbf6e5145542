import { column } from '@adonisjs/lucid/orm'
import { UserSchema } from '#database/schema'

/** A person with an account for the pages. Accounts are changed by app/access/users. */
export default class User extends UserSchema {
  @column()
  declare role: 'viewer' | 'operator' | 'admin'

  @column()
  declare language: 'fr' | 'en'

  /** The scrypt hash. */
  @column({ serializeAs: null })
  declare password: string

  /** Encrypted with APP_KEY; null without a second factor. */
  @column({ serializeAs: null })
  declare totpSecret: string | null

  /** As in events and audits. */
  get actor(): string {
    return `user:${this.id}`
  }
}
