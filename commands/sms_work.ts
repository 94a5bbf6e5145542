import { flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'

const MOST_LANES = 64

export default class SmsWork extends RappelCommand {
  static commandName = 'sms:work'
  static description = 'Send messages as soon as they are due, until SIGTERM or Ctrl-C'
  static help = [
    'Any number of workers may run at once, also beside "scheduler:run"; all share the limit of an account.',
    'On SIGTERM, a worker finishes what is in flight and gives the rest back (processing.drainSeconds at most).',
    'Exit codes: 0 after a clean drain · 1 failed, or what was in flight did not end in time.',
    '  {{ binaryName }} sms:work --concurrency=8',
  ]

  @flags.number({ description: 'Batches sent in parallel (processing.lanes)' })
  declare concurrency?: number

  async run() {
    const { concurrency } = this
    if (concurrency !== undefined && !isWholeNumber(concurrency, 1, MOST_LANES)) {
      return this.refuse(
        `--concurrency must be a whole number from 1 to ${MOST_LANES}, got "${concurrency}"`
      )
    }
    const { SendingService } = await import('#services/sending_service')
    const service = await this.app.container.make(SendingService)
    if (!this.json) this.logger.info(`Worker ${process.pid} started; SIGTERM or Ctrl-C ends it`)

    const statistics = await service.workContinuously({ concurrency })
    await this.print(statistics, () => {
      const { processed, sent } = statistics
      this.logger.success(`Worker ${process.pid} drained: ${processed} processed, ${sent} sent`)
    })
  }
}

function isWholeNumber(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}
