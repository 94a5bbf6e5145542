import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { query, rowsOf } from '#storage/sql'
import { baseOf } from '#values/language_tag'

/** The template of reminders of different types in one SMS. */
export const MIXED_REMINDERS = 'mixed_reminders'

/** Their texts come with Rappel. */
export const SHIPPED_LANGUAGES = ['fr', 'en']

export interface Template {
  /** Of its row; missing for a text that is not stored. */
  id?: number
  body: string
  version: number
}

/** The templates of a batch of messages, by type and language. */
export class Templates {
  readonly #byKey = new Map<string, Template>()

  add(messageType: string, language: string, template: Template): void {
    this.#byKey.set(keyOf(messageType, language), template)
  }

  /** The template in the first of the languages that has one; `ar-TD` takes that of `ar`. */
  find(
    messageType: string,
    languages: (string | null)[]
  ): (Template & { language: string }) | null {
    for (const wanted of languages) {
      if (!wanted) continue
      for (const language of new Set([wanted, baseOf(wanted)])) {
        const template = this.#byKey.get(keyOf(messageType, language))
        if (template) return { ...template, language }
      }
    }
    return null
  }
}

export type StoredTemplate = Pick<
  Rows['sms_templates'],
  'id' | 'message_type' | 'language' | 'body' | 'version'
>

/** The condition that a row `t` of `sms_templates` is the text in use. */
export const IN_USE = `
  t.version = (SELECT MAX(newest.version) FROM sms_templates newest
               WHERE newest.message_type = t.message_type AND newest.language = t.language)
  AND NOT t.removed`

const NEWEST = `
  SELECT t.id, t.message_type, t.language, t.body, t.version
  FROM sms_templates t WHERE ${IN_USE}`

/** Reads the latest template of each type, and of mixed ones, by language: one query for a batch of messages. */
@inject()
export class TemplateStore {
  constructor(private readonly db: Database) {}

  async load(messageTypes: string[]): Promise<Templates> {
    const client = this.db.connection()
    const types = [...new Set([...messageTypes, MIXED_REMINDERS])]
    const rows = await query<StoredTemplate>(
      client,
      `${NEWEST} AND t.message_type IN (SELECT message_type FROM ${rowsOf(client, 'r', { message_type: 'text' })})`,
      { rows: JSON.stringify(types.map((type) => ({ message_type: type }))) }
    )
    const templates = new Templates()
    for (const { message_type: type, language, ...template } of rows)
      templates.add(type, language, template)
    return templates
  }

  /** The newest template of every type and language, in that order. */
  async list(): Promise<StoredTemplate[]> {
    return query(this.db.connection(), `${NEWEST} ORDER BY t.message_type, t.language`)
  }

  /** The languages that have templates, in lower case. */
  async languages(): Promise<string[]> {
    const rows = await query<Pick<StoredTemplate, 'language'>>(
      this.db.connection(),
      `SELECT DISTINCT t.language FROM sms_templates t WHERE ${IN_USE} ORDER BY t.language`
    )
    return [...new Set(rows.map(({ language }) => language.toLowerCase()))]
  }
}

function keyOf(messageType: string, language: string): string {
  return JSON.stringify([messageType, language.toLowerCase()])
}
