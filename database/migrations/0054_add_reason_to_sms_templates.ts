import { BaseSchema } from '@adonisjs/lucid/schema'

/** Why a text was changed, and versions that end one: another language stands in from then on. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('sms_templates', (table) => {
      table.string('reason', 500).nullable()
      table.boolean('removed').notNullable().defaultTo(false)
    })
  }

  async down() {
    this.schema.alterTable('sms_templates', (table) => {
      table.dropColumns('reason', 'removed')
    })
  }
}
