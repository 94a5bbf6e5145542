import type { Group } from '@japa/runner/core'

/** What no database has a part in is tried once: in the run on SQLite. */
export function withoutDatabase(group: Group): void {
  group.tap((test) => test.skip(process.env.DB_CONNECTION === 'pg', 'no database has a part in it'))
}

/** What needs rows but goes the same way on every database is tried once, too. */
export function onOneDatabase(group: Group): void {
  group.tap((test) =>
    test.skip(process.env.DB_CONNECTION === 'pg', 'goes the same way on every database')
  )
}
