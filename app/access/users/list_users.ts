import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { DateTime } from 'luxon'
import type { Rows } from '#database/rows'
import type { Language } from '#access/languages'
import type { Role } from '#access/roles'
import { fromSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** Accounts on one page; programmes have a few dozen. */
const MOST_USERS = 500

export interface ListedUser {
  id: number
  email: string
  name: string
  role: Role
  language: Language
  isDisabled: boolean
  hasSecondFactor: boolean
  lastSignedInAt: DateTime<true> | null
}

type Row = Pick<
  Rows['users'],
  | 'id'
  | 'email'
  | 'name'
  | 'role'
  | 'language'
  | 'totp_secret'
  | 'disabled_at'
  | 'last_signed_in_at'
>

const COLUMNS = 'id, email, name, role, language, totp_secret, disabled_at, last_signed_in_at'

/** Everybody with an account. */
@inject()
export class ListUsers {
  constructor(private readonly db: Database) {}

  async isAnybodyThere(): Promise<boolean> {
    const rows = await query(this.db.connection(), 'SELECT id FROM users LIMIT 1')
    return rows.length > 0
  }

  /** By name; those who are disabled last. */
  async run(): Promise<ListedUser[]> {
    const rows = await query<Row>(
      this.db.connection(),
      `SELECT ${COLUMNS} FROM users
       ORDER BY CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, name, id LIMIT ${MOST_USERS}`
    )
    return rows.map(listed)
  }

  async find(id: number): Promise<ListedUser | undefined> {
    const rows = await query<Row>(
      this.db.connection(),
      `SELECT ${COLUMNS} FROM users WHERE id = :id`,
      { id }
    )
    return rows.map(listed).at(0)
  }
}

function listed(row: Row): ListedUser {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role as Role,
    language: row.language as Language,
    isDisabled: row.disabled_at !== null,
    hasSecondFactor: row.totp_secret !== null,
    lastSignedInAt: row.last_signed_in_at ? fromSqlInstant(row.last_signed_in_at) : null,
  }
}
