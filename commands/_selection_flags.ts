import { flags } from '@adonisjs/core/ace'
import { DeskCommand } from './_desk_command.js'
import type { MessageSelection } from '#desk/message_selection'

/** Base of the commands that take messages by a filter: the flags of the filter. */
export abstract class SelectingCommand extends DeskCommand {
  @flags.array({ description: 'State, for example pending or failed; may be repeated' })
  declare status?: string[]

  @flags.string({ description: 'Only messages of this type, for example 7_day_reminder' })
  declare type?: string

  @flags.string({ description: 'Only messages about patients of the facility with this code' })
  declare facility?: string

  @flags.string({ description: 'Only messages to this number' })
  declare phone?: string

  @flags.string({ description: 'Only messages about the patient with this reference' })
  declare patient?: string

  @flags.string({ description: 'Only messages in this language, for example fr' })
  declare language?: string

  @flags.string({ description: 'Only messages created by the schedule with this id' })
  declare schedule?: string

  @flags.string({
    description: 'Due, failed or last moved on or after this day (YYYY-MM-DD) or ISO 8601 instant',
  })
  declare from?: string

  @flags.string({ description: 'Due, failed or last moved on or before this day or instant' })
  declare to?: string

  /**
   * What the flags name, apart from ids and the reason, whose flag differs.
   *
   * @throws InvalidDeskRequest
   */
  protected async selection(): Promise<Omit<MessageSelection, 'ids' | 'reason'>> {
    const { type, facility, patient, language, schedule, from, to } = this
    return {
      statuses: this.status?.flatMap((names) => names.split(',')),
      phoneNumber: this.phone === undefined ? undefined : await this.#numberOf(this.phone),
      ...{ type, facility, patient, language, schedule, from, to },
    }
  }

  async #numberOf(text: string): Promise<string> {
    const { readPhoneNumber } = await import('#values/phone_number')
    const { InvalidDeskRequest } = await import('#desk/invalid_desk_request')
    const { default: env } = await import('#start/env')
    const country = env.get('DEFAULT_COUNTRY')
    const reading = readPhoneNumber(text, country)
    if (reading.ok) return reading.number
    const how = `give it with + and the country code, or as dialled in ${country}`
    throw new InvalidDeskRequest('phone', `${reading.reason}: ${how}`)
  }
}
