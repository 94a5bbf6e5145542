import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { StateCount } from '#desk/count_states'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'

/** Read with every page, so the counting stops early. */
const COUNT_AT_MOST = 1_000

/** How many messages wait for a person. */
@inject()
export class CountAttention {
  constructor(private readonly db: Database) {}

  async run(): Promise<StateCount> {
    const [{ count }] = await query<{ count: number }>(
      this.db.connection(),
      `SELECT COUNT(*) AS count FROM (
         SELECT 1 FROM sms_messages WHERE ${along('sms_messages_needs_attention')} LIMIT :cap) AS needy`,
      { cap: COUNT_AT_MOST }
    )
    return { count, isMore: count === COUNT_AT_MOST }
  }
}
