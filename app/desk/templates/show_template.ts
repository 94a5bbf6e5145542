import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { InvalidDeskRequest } from '../invalid_desk_request.js'
import { storedTexts, type StoredText, type TextVersion } from './stored_text.js'
import { TemplateStore } from '#texts/template_store'
import { nearest } from '#values/nearest'

/** Similar types that a refusal offers. */
const ALTERNATIVES = 3

export interface ShownTemplate {
  type: string
  language: string
  /** The newest first: it is the one in use. */
  versions: TextVersion[]
}

/** A text with all its earlier versions. */
@inject()
export class ShowTemplate {
  constructor(
    private readonly db: Database,
    private readonly config: SmsSchedulerConfig,
    private readonly templates: TemplateStore
  ) {}

  /** @throws InvalidDeskRequest if there is none, naming those that there are */
  async run(request: { type: string; language?: string }): Promise<ShownTemplate> {
    const { type, language = this.config.text.defaultLanguage } = request
    const texts = await storedTexts(this.db.connection(), { type, language })
    if (texts.length === 0 || texts[0].isRemoved) await this.#refuse(type, language)
    return {
      type,
      language,
      versions: texts
        .filter(({ isRemoved }) => !isRemoved)
        .map(({ version, body, by, at }) => ({ version, body, by, at })),
    }
  }

  /** Every version, also of a text that is not in use; none if there never was one. */
  history(address: { type: string; language: string }): Promise<StoredText[]> {
    return storedTexts(this.db.connection(), address)
  }

  async #refuse(type: string, language: string): Promise<never> {
    const texts = await this.templates.list()
    const languages = new Set(
      texts.filter((text) => text.message_type === type).map((one) => one.language)
    )
    if (languages.size > 0)
      throw new InvalidDeskRequest(
        'language',
        `is "${language}": "${type}" has texts in ${[...languages].join(', ')}`
      )
    const types = [...new Set(texts.map((text) => text.message_type))]
    const near = nearest(type, types, ALTERNATIVES)
    const help =
      near.length > 0 ? `did you mean ${near.join(', ')}?` : `use one of: ${types.join(', ')}`
    throw new InvalidDeskRequest('type', `is "${type}", which has no text: ${help}`)
  }
}
