import { args } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import type { ConsentStatus } from '#consents/consent'
import type { ConsentService } from '#services/consent_service'

/** Base of the commands about the consent of one number. */
export abstract class ConsentCommand extends RappelCommand {
  @args.string({ description: 'With + and the country, or as it is dialled in DEFAULT_COUNTRY' })
  declare number: string

  /** A number that cannot be used is reported in words, or as `{ "error": … }`. */
  protected async withNumber(
    work: (phoneNumber: string, service: ConsentService) => Promise<void>
  ): Promise<void> {
    const { readPhoneNumber } = await import('#values/phone_number')
    const { default: env } = await import('#start/env')
    const { ConsentService } = await import('#services/consent_service')
    const country = env.get('DEFAULT_COUNTRY')
    const reading = readPhoneNumber(this.number, country)
    if (reading.ok) {
      await work(reading.number, await this.app.container.make(ConsentService))
      return
    }
    const problem = `"${this.number}" ${reading.reason}: give it with + and the country code, or as dialled in ${country}`
    this.refuse(problem)
  }

  protected async record(status: ConsentStatus, evidence?: string): Promise<void> {
    await this.withNumber(async (phoneNumber, service) => {
      const actor = this.actor
      const source = 'staff'
      const request = { phoneNumber, status, source, evidence, actor } as const
      const recorded = await service.record(request)
      if (this.json) {
        this.printJson({ phoneNumber, status, ...recorded })
        return
      }
      const { changed, suppressed, reopened } = recorded
      if (!changed) this.logger.info(`${phoneNumber} is already ${status}: nothing was changed`)
      else if (status === 'opted_out')
        this.logger.success(
          `${phoneNumber} is opted out; ${suppressed} pending messages suppressed`
        )
      else this.logger.success(`${phoneNumber} is opted in; ${reopened} reminders reopened`)
    })
  }
}
