import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

export default class SmsResume extends BaseCommand {
  static commandName = 'sms:resume'
  static description = 'Let sending go on after a pause, when its cause is mended'
  static help = [
    'Waiting messages leave with the next sweep, those that are still useful. Who resumed, and why, is kept.',
    'Exit code: 0, also when nothing was paused.',
    '  {{ binaryName }} sms:resume --reason="bundle bought"',
  ]
  static options: CommandOptions = { startApp: true }

  @flags.string({ description: 'Why sending may go on' })
  declare reason?: string

  @flags.boolean({ description: 'Print one JSON document and nothing else' })
  declare json: boolean

  async run() {
    const { userInfo } = await import('node:os')
    const { SmsSchedulerService } = await import('#services/sms_scheduler_service')
    const service = await this.app.container.make(SmsSchedulerService)
    const result = await service.resumeSending({
      actor: `cli:${userInfo().username}`,
      reason: this.reason,
    })

    if (this.json) {
      console.log(JSON.stringify(result))
      return
    }
    if (result.accounts.length === 0) {
      this.logger.info('No account was paused: nothing was changed')
    }
    for (const { account, since } of result.accounts) {
      this.logger.success(`Account "${account}" may send again; it was stopped since ${since}`)
    }
  }
}
