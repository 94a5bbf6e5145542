import { BaseSchema } from '@adonisjs/lucid/schema'

const APPEND_ONLY = 'the audit log is append-only'

/**
 * The hash chain over audit_events, and the triggers that keep both tables append-only. The trigger
 * of an insert makes the link of an event, so that no writer can leave it out. It is sealed later:
 * the chain has its own order, because concurrent writers do not commit in the order of their ids.
 */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('audit_links', (table) => {
      table.bigInteger('event_id').primary().references('audit_events.id')
      /** Place in the chain, from 1; null until it is sealed. */
      table.bigInteger('position').nullable().unique()
      /** Random, in hexadecimal; deleted when the detail of the event is redacted. */
      table.string('salt', 32).nullable()
      /** SHA-256 of the salt and the detail. */
      table.string('content', 64).nullable()
      /** SHA-256 of the link before, and of the event with this content. */
      table.string('hash', 64).nullable()
    })
    this.schema.raw(
      'CREATE INDEX audit_links_unsealed ON audit_links (event_id) WHERE position IS NULL'
    )
    const statements = this.db.dialect.name === 'postgres' ? POSTGRES : SQLITE
    for (const statement of statements) this.schema.raw(statement)
  }

  async down() {
    const isPostgres = this.db.dialect.name === 'postgres'
    for (const name of [
      'inserted',
      'updated',
      'deleted',
      ...(isPostgres ? ['truncated'] : ['replaced']),
    ])
      this.schema.raw(`DROP TRIGGER audit_events_${name}${isPostgres ? ' ON audit_events' : ''}`)
    this.schema.dropTable('audit_links')
    if (!isPostgres) return
    for (const name of FUNCTIONS) this.schema.raw(`DROP FUNCTION ${name}()`)
  }
}

const FUNCTIONS = ['audit_refuse', 'audit_events_link', 'audit_events_check', 'audit_links_check']

/** Only the detail may change, and only once its salt is gone. */
const REDACTION = (same: string) => `
  NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.actor = OLD.actor AND NEW.action = OLD.action
  AND NEW.subject ${same} OLD.subject
  AND EXISTS (SELECT 1 FROM audit_links l WHERE l.event_id = OLD.id AND l.position IS NOT NULL AND l.salt IS NULL)`

/** A link is sealed once; after that only its salt may go. */
const SEALING = (same: string) => `
  NEW.event_id = OLD.event_id AND (
    (OLD.position IS NULL AND NEW.position IS NOT NULL)
    OR (NEW.position ${same} OLD.position AND NEW.content ${same} OLD.content
      AND NEW.hash ${same} OLD.hash AND NEW.salt IS NULL))`

const SAME_IN_POSTGRES = 'IS NOT DISTINCT FROM'

const POSTGRES = [
  `CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN RAISE EXCEPTION '${APPEND_ONLY}'; END $$`,
  `CREATE FUNCTION audit_events_link() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN INSERT INTO audit_links (event_id) VALUES (NEW.id); RETURN NULL; END $$`,
  `CREATE FUNCTION audit_events_check() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN IF (${REDACTION(SAME_IN_POSTGRES)}) THEN RETURN NEW; END IF;
   RAISE EXCEPTION '${APPEND_ONLY}'; END $$`,
  `CREATE FUNCTION audit_links_check() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN IF (${SEALING(SAME_IN_POSTGRES)}) THEN RETURN NEW; END IF;
   RAISE EXCEPTION '${APPEND_ONLY}'; END $$`,
  `CREATE TRIGGER audit_events_inserted AFTER INSERT ON audit_events
   FOR EACH ROW EXECUTE FUNCTION audit_events_link()`,
  `CREATE TRIGGER audit_events_updated BEFORE UPDATE ON audit_events
   FOR EACH ROW EXECUTE FUNCTION audit_events_check()`,
  `CREATE TRIGGER audit_links_updated BEFORE UPDATE ON audit_links
   FOR EACH ROW EXECUTE FUNCTION audit_links_check()`,
  ...['audit_events', 'audit_links'].flatMap((table) => [
    `CREATE TRIGGER ${table}_deleted BEFORE DELETE ON ${table}
     FOR EACH ROW EXECUTE FUNCTION audit_refuse()`,
    `CREATE TRIGGER ${table}_truncated BEFORE TRUNCATE ON ${table}
     FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()`,
  ]),
]

const REFUSE = `BEGIN SELECT RAISE(ABORT, '${APPEND_ONLY}'); END`

const SQLITE = [
  `CREATE TRIGGER audit_events_inserted AFTER INSERT ON audit_events
   BEGIN INSERT INTO audit_links (event_id) VALUES (NEW.id); END`,
  `CREATE TRIGGER audit_events_updated BEFORE UPDATE ON audit_events
   WHEN NOT (${REDACTION('IS')}) ${REFUSE}`,
  `CREATE TRIGGER audit_links_updated BEFORE UPDATE ON audit_links
   WHEN NOT (${SEALING('IS')}) ${REFUSE}`,
  `CREATE TRIGGER audit_events_deleted BEFORE DELETE ON audit_events ${REFUSE}`,
  `CREATE TRIGGER audit_links_deleted BEFORE DELETE ON audit_links ${REFUSE}`,
  /** INSERT OR REPLACE deletes without calling the triggers of a deletion. */
  `CREATE TRIGGER audit_events_replaced BEFORE INSERT ON audit_events
   WHEN EXISTS (SELECT 1 FROM audit_events e WHERE e.id = NEW.id) ${REFUSE}`,
  `CREATE TRIGGER audit_links_replaced BEFORE INSERT ON audit_links
   WHEN EXISTS (SELECT 1 FROM audit_links l WHERE l.event_id = NEW.event_id) ${REFUSE}`,
]
