import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import type { Language } from '#access/languages'
import { toSqlInstant } from '#storage/instants'
import { updateRows } from '#storage/write_rows'

/** The language in which somebody reads the pages. */
@inject()
export class ChangeLanguage {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  async run({ userId, language }: { userId: number; language: Language }): Promise<void> {
    await updateRows(
      this.db.connection(),
      { table: 'users', set: 'language = :language, updated_at = :now', where: 'id = :id' },
      { id: userId, language, now: toSqlInstant(this.clock.now()) }
    )
  }
}
