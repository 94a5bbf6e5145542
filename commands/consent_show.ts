import { ConsentCommand } from './_consent_command.js'
import type { StoredConsent } from '#consents/list_consents'
import type { ConsentOfNumber } from '#consents/show_consent'

export default class ConsentShow extends ConsentCommand {
  static commandName = 'consent:show'
  static description = 'Show the consent of a number and its history'
  static help = [
    'Times are in UTC. Exit codes: 0 shown, also when nothing is known · 1 not a phone number.',
    '  {{ binaryName }} consent:show 677123456',
  ]

  async run() {
    await this.withNumber(async (phoneNumber, service) => {
      const shown = await service.ofNumber(phoneNumber)
      const subject = shown.consent ? `consent:${shown.consent.id}` : undefined
      await this.recordRead({ what: 'consents', subject, filter: ['phone_number'] })
      await this.print(shown, () => this.#show(shown))
    })
  }

  #show({ phoneNumber, consent, refusedBeforeErasure, history }: ConsentOfNumber) {
    if (refusedBeforeErasure)
      this.logger.info(`${phoneNumber} opted out before its data was erased: nothing is sent`)
    else if (consent) this.#showConsent(phoneNumber, consent)
    else this.logger.info(`Nothing is known about ${phoneNumber}`)

    if (history.length === 0) return
    this.printTable(
      ['When', 'From', 'To', 'Source', 'By', 'Evidence'],
      history.map(({ at, from, to, source, actor, evidence }) => [
        at,
        from ?? '',
        to ?? '',
        source,
        actor,
        evidence ?? '',
      ]),
      ['When']
    )
  }

  #showConsent(phoneNumber: string, { status, since, source, evidence }: StoredConsent) {
    this.logger.info(`${phoneNumber} is ${status} since ${since} (${evidence ?? source})`)
  }
}
