import { args, flags } from '@adonisjs/core/ace'
import { DeskCommand } from './_desk_command.js'
import type { EditResult } from '#desk/edit_message'

const EXIT_NOT_EDITED = 1
const EXIT_NOT_FOUND = 3

export default class SmsEdit extends DeskCommand {
  static commandName = 'sms:edit'
  static description = 'Give a message another number or another text'
  static help = [
    'Only while it may still be sent: pending, failed, dead_letter, undelivered, unknown. Then send it with sms:retry.',
    'Give the number with + and the country code, or as dialled in DEFAULT_COUNTRY.',
    'Exit codes: 0 done · 1 bad input, or the message can no longer be changed · 3 there is no such message.',
    '  {{ binaryName }} sms:edit 4711 --number=677123456',
    '  {{ binaryName }} sms:edit 4711 --text="Le vaccin d\'Amina est le 10/03 a 9 h"',
  ]

  @args.string({ description: 'Id of the message' })
  declare id: string

  @flags.string({ description: 'The new phone number' })
  declare number?: string

  @flags.string({ description: 'The new text' })
  declare text?: string

  async run() {
    await this.atDesk(async (service, actor) => {
      const { default: env } = await import('#start/env')
      const { id, number, text } = this
      const defaultCountry = env.get('DEFAULT_COUNTRY')
      this.#show(await service.edit({ id, number, text, actor, defaultCountry }))
    })
  }

  #show(result: EditResult) {
    if (result.outcome === 'not_found') this.exitCode = EXIT_NOT_FOUND
    else if (result.outcome !== 'edited') this.exitCode = EXIT_NOT_EDITED
    if (this.json) this.printJson(result)
    else if (result.outcome === 'edited') this.#showEdited(result)
    else this.logger.error(WHY_NOT[result.outcome](result.id, result.status))
  }

  #showEdited({ id, status, segments, encoding }: Extract<EditResult, { outcome: 'edited' }>) {
    const length = segments ? `; the text has ${segments} segments (${encoding})` : ''
    this.logger.success(`Message ${id} is changed${length}`)
    if (status !== 'pending')
      this.logger.info(`It is ${status}: send it with "node ace sms:retry ${id}"`)
  }
}

const WHY_NOT = {
  not_found: (id: number) => `There is no message ${id}`,
  being_sent: (id: number) =>
    `Message ${id} is being sent right now: nothing was changed, try again in a minute`,
  opted_out: (id: number) => `Message ${id} is left as it is: that number has opted out`,
  no_consent: (id: number) =>
    `Message ${id} is left as it is: that number has not opted in (consent.policy)`,
  not_editable: (id: number, status?: string) =>
    `Message ${id} is ${status}: it can no longer be changed`,
}
