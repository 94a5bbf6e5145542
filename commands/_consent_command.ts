import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { ConsentStatus } from '#consents/consent'
import type { SmsSchedulerService } from '#services/sms_scheduler_service'

/** What the commands about the consent of one number have in common. */
export abstract class ConsentCommand extends BaseCommand {
  static options: CommandOptions = { startApp: true }

  @args.string({ description: 'With + and the country, or as it is dialled in DEFAULT_COUNTRY' })
  declare number: string

  @flags.boolean({ description: 'Print one JSON document and nothing else' })
  declare json: boolean

  /** A number that cannot be used is said in words, or as `{ "error": … }`. */
  protected async withNumber(
    work: (phoneNumber: string, service: SmsSchedulerService) => Promise<void>
  ): Promise<void> {
    const { readPhoneNumber } = await import('#imports/phone_number')
    const { default: env } = await import('#start/env')
    const { SmsSchedulerService } = await import('#services/sms_scheduler_service')
    const country = env.get('DEFAULT_COUNTRY')
    const reading = readPhoneNumber(this.number, country)
    if (reading.ok) {
      await work(reading.number, await this.app.container.make(SmsSchedulerService))
      return
    }
    const problem = `"${this.number}" ${reading.reason}: give it with + and the country, or as it is dialled in ${country}`
    if (this.json) console.log(JSON.stringify({ error: problem }))
    else this.logger.error(problem)
    this.exitCode = 1
  }

  protected async record(status: ConsentStatus, evidence?: string): Promise<void> {
    const { userInfo } = await import('node:os')
    await this.withNumber(async (phoneNumber, service) => {
      const actor = `cli:${userInfo().username}`
      const source = 'staff'
      const request = { phoneNumber, status, source, evidence, actor } as const
      const recorded = await service.recordConsent(request)
      if (this.json) {
        console.log(JSON.stringify({ phoneNumber, status, ...recorded }))
        return
      }
      const { changed, suppressed, reopened } = recorded
      if (!changed) this.logger.info(`${phoneNumber} is ${status} already: nothing was changed`)
      else if (status === 'opted_out')
        this.logger.success(
          `${phoneNumber} is opted out; ${suppressed} pending messages suppressed`
        )
      else this.logger.success(`${phoneNumber} is opted in; ${reopened} reminders reopened`)
    })
  }
}
