import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { query, rowsOf } from '#storage/sql'

export interface Template {
  body: string
  version: number
}

/** The templates of a batch of messages, by type and language. */
export class Templates {
  readonly #byKey = new Map<string, Template>()

  add(messageType: string, language: string, template: Template): void {
    this.#byKey.set(keyOf(messageType, language), template)
  }

  /** The template in the first of the languages that has one. */
  find(
    messageType: string,
    languages: (string | null)[]
  ): (Template & { language: string }) | null {
    for (const language of languages) {
      const template = language && this.#byKey.get(keyOf(messageType, language))
      if (template) return { ...template, language }
    }
    return null
  }
}

/** Reads the latest template of each type and language: one query for a batch of messages. */
@inject()
export class TemplateStore {
  constructor(private readonly db: Database) {}

  async load(messageTypes: string[]): Promise<Templates> {
    const client = this.db.connection()
    const rows = await query<Template & { message_type: string; language: string }>(
      client,
      `SELECT t.message_type, t.language, t.body, t.version
       FROM sms_templates t
       WHERE t.message_type IN (SELECT message_type FROM ${rowsOf(client, 'r', { message_type: 'text' })})
         AND t.version = (SELECT MAX(newest.version) FROM sms_templates newest
                          WHERE newest.message_type = t.message_type AND newest.language = t.language)`,
      { rows: JSON.stringify([...new Set(messageTypes)].map((type) => ({ message_type: type }))) }
    )
    const templates = new Templates()
    for (const { message_type: type, language, body, version } of rows) {
      templates.add(type, language, { body, version })
    }
    return templates
  }
}

function keyOf(messageType: string, language: string): string {
  return JSON.stringify([messageType, language])
}
