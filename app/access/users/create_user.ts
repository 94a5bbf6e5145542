import { inject } from '@adonisjs/core'
import { Hash } from '@adonisjs/core/hash'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { InvalidUserRequest } from '#access/errors'
import type { Role } from '#access/roles'
import { checkUserRequest, type UserRequest } from '#access/users/check_user_request'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'
import { insertRows } from '#storage/write_rows'

/** `actor`: `cli:name`, `user:id`. */
export type NewUser = UserRequest & { actor: string }

export interface CreatedUser {
  id: number
  email: string
  name: string
  role: Role
}

/** Gives a person an account. */
@inject()
export class CreateUser {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly hash: Hash
  ) {}

  /** Throws `InvalidUserRequest`. */
  async run({ actor, ...request }: NewUser): Promise<CreatedUser> {
    const { email, name, role, language, password } = checkUserRequest(request)
    const hashed = await this.hash.make(password)
    const now = toSqlInstant(this.clock.now())
    return transaction(this.db.connection(), async (trx) => {
      const [created] = await insertRows<{ id: number }>(
        trx,
        {
          into: 'users',
          columns:
            'email, name, role, language, password, password_changed_at, created_at, updated_at',
          rows: 'VALUES (:email, :name, :role, :language, :password, :now, :now, :now)',
          onConflict: { key: 'email' },
          returning: 'id',
        },
        { email, name, role, language, password: hashed, now }
      )
      if (!created)
        throw new InvalidUserRequest(
          'email',
          'email_taken',
          `There is already an account for "${email}"`
        )
      await appendAuditEvent(trx, {
        at: now,
        actor,
        action: 'user_created',
        subject: `user:${created.id}`,
        detail: { role, language },
      })
      return { id: created.id, email, name, role }
    })
  }
}
