import { args, flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import type { NamedFacility } from '#registry/name_facility'

const EXIT_NO_FACILITY = 3

export default class FacilitySet extends RappelCommand {
  static commandName = 'facility:set'
  static description = 'Set how texts name a facility; without flags, show it'
  static help = [
    '--short-name is used where the name would make an SMS cost more.',
    '--at is the name with its preposition, in the language of the facility: "au CSI Ouakam". Without it, French and English make it by rule.',
    'A dash (-) removes what was set. Messages that have left keep their text.',
    'Exit codes: 0 set or shown · 1 a text does not fit · 3 there is no such facility.',
    '  {{ binaryName }} facility:set "Centre de Santé Intégré de Talladjé" --short-name="CSI Talladjé"',
    '  {{ binaryName }} facility:set "Le Jourdain" --at="au Jourdain"',
  ]

  @args.string({ description: 'The code of the facility, as in the CSV' })
  declare code: string

  @flags.string({ description: 'At most 60 characters' })
  declare shortName?: string

  @flags.string({ description: 'At most 100 characters' })
  declare at?: string

  async run() {
    const { FacilityService } = await import('#services/facility_service')
    const { InvalidFacilityName } = await import('#registry/name_facility')
    const service = await this.app.container.make(FacilityService)
    await this.refuseOn(InvalidFacilityName, async () => {
      const { code, actor } = this
      const [shortName, atPhrase] = [this.shortName, this.at].map((text) =>
        text === '-' ? '' : text
      )
      const facility = await service.name({ code, shortName, atPhrase, actor })
      if (facility) await this.print(facility, () => this.#show(facility))
      else {
        this.refuse(`There is no facility "${code}": give its code as the CSV has it`)
        this.exitCode = EXIT_NO_FACILITY
      }
    })
  }

  async #show({ code, name, language, short_name: short, at_phrase: at }: NamedFacility) {
    const { wordsOf } = await import('#texts/language_words')
    const byRule = wordsOf(language).at?.(name)
    this.printFields([
      ['code', code],
      ['name', name],
      ['short name', short ?? 'none'],
      [`in texts (${language})`, at ?? byRule ?? `${name}, without a preposition`],
    ])
  }
}
