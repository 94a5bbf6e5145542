import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { mayBeSentTo } from '#messages/consent_policy'
import type { SendingMessage } from '#delivery/message_in_hand'
import { byId, idList, query } from '#storage/sql'

/**
 * Finds messages that must not be POSTed although they are committed to `sending`. An opt-out does
 * not lock a message that appears while it is being written, and on PostgreSQL the statement that
 * moves the message may begin before the opt-out commits and end after it. Checking again after the
 * commit catches every earlier opt-out.
 */
@inject()
export class ConsentWithdrawn {
  constructor(
    private readonly db: Database,
    private readonly config: SmsSchedulerConfig,
    private readonly logger: Logger
  ) {}

  /** The ids of messages whose number opted out; all ids if that cannot be determined. */
  async among(messages: SendingMessage[]): Promise<Set<number>> {
    const ids = messages.map(({ id }) => id)
    if (ids.length === 0) return new Set()
    const client = this.db.connection()
    try {
      const refused = await query<Pick<Rows['sms_messages'], 'id'>>(
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
