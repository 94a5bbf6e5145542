import { flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import type { ComposedText } from '#desk/templates/composed_text'
import type { TemplateService } from '#services/template_service'

/** What an SMS is counted in. */
const UNITS = { 'GSM-7': 'of 160 characters', 'UCS-2': 'of 70 characters' } as const

/** Base of the commands about the texts of messages. */
export abstract class TemplateCommand extends RappelCommand {
  @flags.string({ description: 'Message type, for example 7_day_reminder' })
  declare type?: string

  @flags.string({
    description: 'Language tag, for example fr, wo or ar-TD (default DEFAULT_LANGUAGE)',
  })
  declare language?: string

  /** A request that cannot be used is reported in words, or as `{ "error": … }`. */
  protected async withTemplates(work: (service: TemplateService) => Promise<void>): Promise<void> {
    const { TemplateService } = await import('#services/template_service')
    const { InvalidDeskRequest } = await import('#desk/invalid_desk_request')
    await this.refuseOn(
      InvalidDeskRequest,
      async () => work(await this.app.container.make(TemplateService)),
      ({ field, message }) => (field === 'text' ? `The ${message}` : `--${message}`)
    )
  }

  /** Whether a flag was given; otherwise it is refused. */
  protected has<Name extends string>(name: Name, value: string | undefined): value is string {
    if (value !== undefined && value !== '') return true
    this.refuse(`Give --${name}`)
    return false
  }

  /** Each text as it would arrive, with what it costs. */
  protected showTexts(texts: ComposedText[]): void {
    for (const { who, text, encoding, segments, units, costly, fault } of texts) {
      this.logger.log('')
      this.printFields([
        ['for', who],
        ['text', text],
        ['cost', text && `segments: ${segments} (${encoding}, ${units} ${UNITS[encoding!]})`],
        ['letters that cost', costly.join(' ')],
        ['cannot be sent', fault],
      ])
    }
  }
}
