import { BaseSchema } from '@adonisjs/lucid/schema'

/** Statistics: what happened in a period. New events are the latest, so the index grows at its end. */
export default class extends BaseSchema {
  async up() {
    this.schema.raw('CREATE INDEX sms_message_events_by_time ON sms_message_events (at)')
  }

  async down() {
    this.schema.raw('DROP INDEX sms_message_events_by_time')
  }
}
