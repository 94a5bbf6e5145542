import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

const MOST_LANES = 64

export default class SmsWork extends BaseCommand {
  static commandName = 'sms:work'
  static description = 'Send messages as soon as they are due, until SIGTERM or Ctrl-C'
  static help = [
    'Any number of workers may run at once, also beside "scheduler:run"; the limit of an account is shared by all.',
    'Told to end, a worker finishes what is in flight and gives the rest back (processing.drainSeconds at most).',
    'Exit codes: 0 after a clean drain · 1 failed, or what was in flight did not end in time.',
    '  {{ binaryName }} sms:work --concurrency=8',
  ]
  static options: CommandOptions = { startApp: true }

  @flags.number({ description: 'Batches under way side by side (processing.lanes)' })
  declare concurrency?: number

  @flags.boolean({ description: 'Print one JSON document at the end and nothing else' })
  declare json: boolean

  async run() {
    const { concurrency } = this
    if (concurrency !== undefined && !isWholeNumber(concurrency, 1, MOST_LANES)) {
      this.logger.error(
        `--concurrency must be a whole number from 1 to ${MOST_LANES}, got "${concurrency}"`
      )
      this.exitCode = 1
      return
    }
    const { SmsSchedulerService } = await import('#services/sms_scheduler_service')
    const service = await this.app.container.make(SmsSchedulerService)
    if (!this.json) this.logger.info(`Worker ${process.pid} started; SIGTERM or Ctrl-C ends it`)

    const statistics = await service.workContinuously({ concurrency })
    if (this.json) console.log(JSON.stringify(statistics))
    else {
      const { processed, sent } = statistics
      this.logger.success(`Worker ${process.pid} drained: ${processed} processed, ${sent} sent`)
    }
  }
}

function isWholeNumber(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}
