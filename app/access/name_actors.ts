import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { idList, query } from '#storage/sql'

/** `user:12`, `token:3`; others, such as `cli:root` or `sweep`, name themselves. */
const WITH_ID = /^(user|token):(\d{1,15})$/

/** The names of those who did something, by the actor as rows have it. */
@inject()
export class NameActors {
  constructor(private readonly db: Database) {}

  /** Actors without a name of their own are left out: the account or token is gone. */
  async run(actors: string[]): Promise<Map<string, string>> {
    const users = await this.#named('user', actors, 'users')
    const tokens = await this.#named('token', actors, 'auth_access_tokens')
    return new Map([...users, ...tokens])
  }

  async #named(
    kind: 'user' | 'token',
    actors: string[],
    table: string
  ): Promise<[string, string][]> {
    const ids = actors.flatMap((actor) => {
      const [, found, id] = WITH_ID.exec(actor) ?? []
      return found === kind ? [Number(id)] : []
    })
    if (ids.length === 0) return []
    const client = this.db.connection()
    const rows = await query<{ id: number; name: string }>(
      client,
      `SELECT id, name FROM ${table} WHERE id IN (${idList(client)})`,
      { ids: JSON.stringify([...new Set(ids)]) }
    )
    return rows.map(({ id, name }) => [`${kind}:${id}`, name])
  }
}
