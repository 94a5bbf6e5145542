import { BaseSchema } from '@adonisjs/lucid/schema'

/** Opt-outs that outlive the erasure of the person. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('erased_opt_outs', (table) => {
      /** HMAC-SHA-256 of the number, in hexadecimal. */
      table.string('phone_hash', 64).primary()
      /** Names the key of the hash, without giving it away. */
      table.string('key_fingerprint', 16).notNullable().index('erased_opt_outs_key')
      table.string('source', 40).notNullable()
      table.timestamp('opted_out_at', { useTz: true }).notNullable()
      table.timestamp('erased_at', { useTz: true }).notNullable()
    })
  }

  async down() {
    this.schema.dropTable('erased_opt_outs')
  }
}
