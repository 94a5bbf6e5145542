import { BaseSchema } from '@adonisjs/lucid/schema'
import { installDefaultTemplates } from '#reminders/default_templates'

/** A new installation can send at once: the French and English texts of the three reminders. */
export default class extends BaseSchema {
  async up() {
    this.defer((client) => installDefaultTemplates(client))
  }

  /** Texts that were edited since are not ours to delete. */
  async down() {}
}
