import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { composeFor, type ComposedText } from './composed_text.js'
import { InvalidDeskRequest } from '../invalid_desk_request.js'
import { remindersOfVisit } from './reminders_of_visit.js'
import { dueOnOf, sampleChildren, type SampleChildren } from './sample_children.js'
import { checkAddress } from './text_address.js'
import { Templates, TemplateStore } from '#texts/template_store'

export interface PreviewRequest {
  type: string
  /** The default language, or the patient's own, if missing. */
  language?: string
  /** Instead of the text in use: one that is not saved. */
  body?: string
  /** A patient instead of sample children. */
  patientRef?: string
}

export interface TemplatePreview {
  type: string
  /** The language of the text that was taken, which may be one that stands in. */
  language: string
  /** Null: not saved. */
  version: number | null
  texts: ComposedText[]
  /** The patient's id, for the record of who saw what; null for sample children. */
  patientId: number | null
}

/** A text as sample children, or a patient, would get it. Nothing is sent or kept. */
@inject()
export class PreviewTemplate {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly templates: TemplateStore
  ) {}

  /** @throws InvalidDeskRequest if there is no such text, patient or dose */
  async run(request: PreviewRequest): Promise<TemplatePreview> {
    const { type, patientRef } = request
    const children = patientRef === undefined ? this.#samples(request) : await this.#visit(request)
    const [{ reminders }] = children
    const [leader] = reminders
    checkAddress({ type, language: leader.language! })
    const chain = [leader.language, leader.facility_language, this.config.text.defaultLanguage]
    const templates = await this.#templates(request, leader.language!)
    const taken = templates.find(type, chain)
    if (!taken) throw await this.#nothingFor(type, leader.language!)
    return {
      type,
      language: taken.language,
      version: taken.version || null,
      texts: children.map((each) => composeFor(each, templates, this.config.text)),
      patientId: patientRef === undefined ? null : leader.patient_id,
    }
  }

  #samples({
    type,
    language = this.config.text.defaultLanguage,
  }: PreviewRequest): SampleChildren[] {
    const rule = this.config.everyRule.find((one) => one.type === type)
    const dueOn = dueOnOf(this.#today(), rule?.offsetDays)
    return sampleChildren({ type, language, dueOn, appliesTo: rule?.appliesTo })
  }

  async #visit({ type, language, patientRef }: PreviewRequest): Promise<SampleChildren[]> {
    const reminders = await remindersOfVisit(this.db.connection(), {
      ref: patientRef!,
      type,
      language: language ?? null,
      defaultLanguage: this.config.text.defaultLanguage,
      today: this.#today().toFormat('yyyy-MM-dd'),
      rule: this.config.everyRule.find((one) => one.type === type),
    })
    return [{ who: patientRef!, reminders }]
  }

  /** A text that is not saved has version 0, and no other stands in for it. */
  async #templates({ type, body }: PreviewRequest, language: string): Promise<Templates> {
    if (body === undefined) return this.templates.load([type])
    const templates = new Templates()
    templates.add(type, language, { body, version: 0 })
    return templates
  }

  async #nothingFor(type: string, language: string): Promise<InvalidDeskRequest> {
    const texts = await this.templates.list()
    const types = [...new Set(texts.map((text) => text.message_type))].join(', ')
    return new InvalidDeskRequest(
      'type',
      `is "${type}", which has no text in "${language}" or a language that stands in: there are texts of ${types || 'no type'}`
    )
  }

  #today() {
    return this.clock.now().setZone(this.config.timezone)
  }
}
