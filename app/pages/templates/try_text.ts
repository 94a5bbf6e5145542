import { inject } from '@adonisjs/core'
import { InvalidDeskRequest } from '#desk/invalid_desk_request'
import { inPlainLetters } from '#texts/plain_letters'
import { TemplateService } from '#services/template_service'
import { costlyLetters, type TriedText } from './template_page.js'

/** First names that a text is tried with: more hold up other requests. */
const NAMES = 40

/** Characters of the longest text of a form. */
const LONGEST = 2_000

export interface TextInHand {
  type: string
  language: string
  body: string
  actor: string
}

/** Tries a text that is not saved: as families would read it, and what it costs. */
@inject()
export class TryText {
  constructor(private readonly templates: TemplateService) {}

  async run(text: TextInHand): Promise<{ tried: TriedText | null; fault: string | null }> {
    const { body } = text
    if (body === '') return { tried: null, fault: null }
    if (body.length > LONGEST) return { tried: null, fault: `longer than ${LONGEST} characters` }
    try {
      return { tried: await this.#try(text), fault: null }
    } catch (error) {
      if (!(error instanceof InvalidDeskRequest)) throw error
      return { tried: null, fault: error.message }
    }
  }

  async #try(text: TextInHand): Promise<TriedText> {
    const { type, language, body } = text
    const { measure, warnings } = await this.#measure(text)
    const { texts } = await this.templates.preview({ type, language, body })
    const hasCostly = costlyLetters(body).length > 0
    const plain = hasCostly
      ? await this.#measure({ ...text, body: inPlainLetters(body) })
      : { measure: null }
    return { texts, measure, warnings, plain: plain.measure }
  }

  #measure(text: TextInHand) {
    return this.templates.set({ ...text, dryRun: true, names: NAMES })
  }
}
