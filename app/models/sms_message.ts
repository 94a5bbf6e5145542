import { column, hasMany } from '@adonisjs/lucid/orm'
import type { HasMany } from '@adonisjs/lucid/types/relations'
import SmsAttempt from '#models/sms_attempt'
import SmsMessageEvent from '#models/sms_message_event'
import { SmsMessageSchema } from '#database/schema'
import type { MessageStatus } from '#messages/message_status'

/** One SMS to one number: the unit that is claimed, sent and retried. Its states: message_status.ts. */
export default class SmsMessage extends SmsMessageSchema {
  @column()
  declare status: MessageStatus

  @hasMany(() => SmsAttempt, { foreignKey: 'messageId' })
  declare attempts: HasMany<typeof SmsAttempt>

  @hasMany(() => SmsMessageEvent, { foreignKey: 'messageId' })
  declare events: HasMany<typeof SmsMessageEvent>
}
