import { flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import type { MonthMeasure } from '#texts/measure_month'
import type { SampleMeasure } from '#texts/measure_sample'
import type { TemplateStore } from '#texts/template_store'
import type { TextSample } from '#texts/text_sample'

const EXIT_NO_TEMPLATE = 3

/** The share of visits that are missed, and reminded of once more. */
const MISSED_SHARE = 1 / 3

type StoredTemplates = Awaited<ReturnType<TemplateStore['list']>>

export default class TemplateMeasure extends RappelCommand {
  static commandName = 'template:measure'
  static description = 'Count what the texts cost, over a sample of names and facilities'
  static help = [
    'For each type and language: the texts of one child with one vaccine to four, by segments.',
    'The sample is shipped; with --own it is the newest names and the facilities of this database.',
    'Exit codes: 0 measured · 3 there is no such template.',
    'With --children it also counts a month of a programme with as many births: SMS and segments with',
    'each reminder alone, and with those of a visit together (a third of the visits is missed once).',
    '  {{ binaryName }} template:measure',
    '  {{ binaryName }} template:measure --children=75000',
    '  {{ binaryName }} template:measure --type=7_day_reminder --language=fr --own --json',
  ]

  @flags.string({ description: 'Only this message type' })
  declare type?: string

  @flags.string({ description: 'Only this language' })
  declare language?: string

  @flags.boolean({ description: 'Names and facilities of this database instead of the sample' })
  declare own: boolean

  @flags.number({ description: 'Births a month: also count what a month costs' })
  declare children?: number

  async run() {
    const { Database } = await import('@adonisjs/lucid/database')
    const { SmsSchedulerConfig } = await import('#settings/sms_scheduler_config')
    const { measureSample } = await import('#texts/measure_sample')
    const { TemplateStore } = await import('#texts/template_store')
    const { loadTextSample, textSampleOf } = await import('#texts/text_sample')

    const { text: limits } = await this.app.container.make(SmsSchedulerConfig)
    const store = await this.app.container.make(TemplateStore)
    const all = await store.list()
    const templates = all.filter(
      (template) =>
        (!this.type || template.message_type === this.type) &&
        (!this.language || template.language === this.language)
    )
    const db = await this.app.container.make(Database)
    const sample = this.own
      ? await textSampleOf(db.connection())
      : await loadTextSample(this.app.makePath())
    const before = process.cpuUsage()
    const measures: SampleMeasure[] = []
    for (const { message_type: messageType, ...template } of templates)
      measures.push(await measureSample({ messageType, ...template }, sample, limits))
    if (measures.length === 0) this.exitCode = EXIT_NO_TEMPLATE
    const texts = measures.reduce((sum, measure) => sum + measure.texts, 0)
    const { user } = process.cpuUsage(before)
    const perText = texts === 0 ? null : Math.round(user / texts)
    const month = this.children ? await this.#measureMonth(this.children, templates, sample) : null
    await this.print({ measures, microsecondsPerText: perText, ...(month && { month }) }, () => {
      this.#show(measures)
      if (perText !== null)
        this.logger.info(`${texts} texts, ${perText} microseconds of processor time each`)
      if (month) this.#showMonth(month)
    })
  }

  async #measureMonth(children: number, stored: StoredTemplates, sample: TextSample) {
    const { SmsSchedulerConfig } = await import('#settings/sms_scheduler_config')
    const { measureMonth } = await import('#texts/measure_month')
    const { Templates } = await import('#texts/template_store')
    const { text: limits, reminders } = await this.app.container.make(SmsSchedulerConfig)
    const templates = new Templates()
    for (const { message_type: type, language, ...template } of stored)
      templates.add(type, language, template)
    const { sevenDay, oneDay, overdue } = reminders
    return measureMonth(sample, templates, limits, {
      children,
      language: this.language ?? limits.defaultLanguage,
      shares: { [sevenDay.type]: 1, [oneDay.type]: 1, [overdue.type]: MISSED_SHARE },
    })
  }

  #showMonth({ children, apart, together }: MonthMeasure) {
    this.logger.log('')
    this.printTable(
      [`a month, ${children} births`, 'SMS', 'segments', 'segments a child'],
      Object.entries({ 'each reminder alone': apart, 'those of a visit together': together }).map(
        ([name, { sms, segments }]) => [
          name,
          String(sms),
          String(segments),
          (segments / children).toFixed(1),
        ]
      )
    )
  }

  #show(measures: SampleMeasure[]) {
    if (measures.length === 0) {
      this.logger.error('There is no such template')
      return
    }
    this.printTable(
      ['type', 'language', 'texts', '1 segment', '2 segments', '3 or more', 'not sent'],
      measures.map((measure) => {
        const { texts, segments } = measure
        const [one = 0, two = 0, ...more] = segments
        const three = more.reduce((sum, count) => sum + count, 0)
        const shares = [one, two, three, texts - one - two - three].map((count) =>
          texts === 0 ? '' : `${((100 * count) / texts).toFixed(1)} %`
        )
        return [measure.messageType, measure.language, String(texts), ...shares]
      })
    )
  }
}
