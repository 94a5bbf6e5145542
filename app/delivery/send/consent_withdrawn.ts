import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { mayBeSentTo } from '#consents/consent_policy'
import type { SendingMessage } from '#delivery/send/sending_message'
import { byId, idList, query } from '#storage/sql'

/**
 * Which messages may not be POSTed although they are committed to `sending`. A message that appears
 * while a no is being written is not locked by it, and on PostgreSQL the statement that moves it
 * may have begun before the no was committed and end after it. So whoever has committed
 * looks again: a no that was first is seen now.
 */
@inject()
export class ConsentWithdrawn {
  constructor(
    private readonly db: Database,
    private readonly config: SmsSchedulerConfig,
    private readonly logger: Logger
  ) {}

  /** The ids of those that were refused; all of them where that cannot be found out. */
  async among(messages: SendingMessage[]): Promise<Set<number>> {
    const ids = messages.map(({ id }) => id)
    if (ids.length === 0) return new Set()
    const client = this.db.connection()
    try {
      const refused = await query<{ id: number }>(
        client,
        `SELECT m.id FROM sms_messages AS m ${byId(client)}
         WHERE m.id IN (${idList(client)}) AND NOT ${mayBeSentTo('m', this.config.consent.policy)}`,
        { ids: JSON.stringify(ids) }
      )
      return new Set(refused.map(({ id }) => id))
    } catch (error) {
      this.logger.warn({ err: error, messages: ids.length }, 'consent could not be read: not sent')
      return new Set(ids)
    }
  }
}
