import { randomUUID } from 'node:crypto'
import { inject } from '@adonisjs/core'
import config from '@adonisjs/core/services/config'
import type { HttpContext } from '@adonisjs/core/http'
import { Readers } from '#app/pages/readers'
import { testPage, textOf, type TestForm } from '#app/pages/start/test_page'
import { TEST } from '#app/pages/type_in_words'
import { userOf } from '#dashboard/user_of'
import { InvalidDeskRequest } from '#desk/invalid_desk_request'
import { DeskService } from '#services/desk_service'
import { TemplateService } from '#services/template_service'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { readPhoneNumber } from '#values/phone_number'

const KEY = /^[0-9a-f-]{36}$/

/** Characters of the longest number that is read. */
const LONGEST_NUMBER = 40

/** A reminder that somebody sends to themselves: a message like all others, asked by the gate when it is due. */
@inject()
export default class TestMessagesController {
  constructor(
    private readonly desk: DeskService,
    private readonly templates: TemplateService,
    private readonly settings: SmsSchedulerConfig,
    private readonly readers: Readers
  ) {}

  async create(ctx: HttpContext) {
    return this.#render(ctx, { number: '', key: randomUUID(), error: null })
  }

  async store(ctx: HttpContext) {
    const { i18n, request, response, session } = ctx
    const number = String(request.input('number') ?? '').slice(0, LONGEST_NUMBER)
    const sent = String(request.input('key') ?? '')
    const key = KEY.test(sent) ? sent : randomUUID()
    const refuse = (name: string) => {
      response.status(422)
      return this.#render(ctx, { number, key, error: i18n.t(`start.test.${name}`) })
    }
    const reading = readPhoneNumber(number, config.get('api.defaultCountry'))
    if (!reading.ok) return refuse('no_number')
    const text = await this.#text(i18n.locale)
    if (text === null) return refuse('no_text')
    const creation = await this.desk.create({
      client: 'desk',
      idempotencyKey: `${TEST}:${key}`,
      actor: userOf(ctx).actor,
      type: TEST,
      phoneNumber: reading.number,
      language: i18n.locale,
      text,
    })
    if (creation.outcome === 'refused') return refuse('not_allowed')
    if (creation.outcome === 'created') session.flash('done', i18n.t('start.test.done'))
    return response.redirect(`/messages/${creation.id}`)
  }

  async #render(ctx: HttpContext, form: Omit<TestForm, 'text'>) {
    const text = await this.#text(ctx.i18n.locale)
    const page = testPage(this.readers.of(ctx), { ...form, text })
    return ctx.view.render('pages/start_test', { page })
  }

  /** What a family would read; null where there is no such text. */
  async #text(language: string): Promise<string | null> {
    const [rule] = this.settings.rules
    if (!rule) return null
    try {
      return textOf(await this.templates.preview({ type: rule.type, language }))
    } catch (error) {
      if (!(error instanceof InvalidDeskRequest)) throw error
      return null
    }
  }
}
