import type { DialectContract } from '@adonisjs/lucid/types/database'
import type { Dialect } from '#storage/dialects/dialect'
import { postgres } from '#storage/dialects/postgres'
import { sqlite } from '#storage/dialects/sqlite'

/** The dialect of this connection or transaction. */
export function dialectOf(client: { dialect: DialectContract }): Dialect {
  return isPostgres(client) ? postgres : sqlite
}

/** For this folder and for tests; other code asks the dialect (lint enforces it). */
export function isPostgres(client: { dialect: DialectContract }): boolean {
  return client.dialect.name === 'postgres'
}
