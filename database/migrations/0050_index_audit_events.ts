import { BaseSchema } from '@adonisjs/lucid/schema'

/** Activity, and the health of denials: the newest events of a kind, of everybody or of one person. */
export default class extends BaseSchema {
  async up() {
    this.schema.raw('CREATE INDEX audit_events_by_action ON audit_events (action, at, id)')
    this.schema.raw('CREATE INDEX audit_events_by_actor ON audit_events (actor, action, at, id)')
  }

  async down() {
    this.schema.raw('DROP INDEX audit_events_by_actor')
    this.schema.raw('DROP INDEX audit_events_by_action')
  }
}
