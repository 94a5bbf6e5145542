import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { decisionInWords, eventInWords, timeOf } from './_simulation_in_words.js'
import type { SimulationReport } from '#simulation/run_simulation'
import type { SimulationStep } from '#simulation/simulation_step'

/** Characters of the columns before the last. */
const WIDTHS = [10, 20, 5, 26]

export default class SmsSimulate extends BaseCommand {
  static commandName = 'sms:simulate'
  static description = 'Show how messages are retried: five fail, are retried, and succeed'
  static help = [
    'Runs in this process alone: the database is in memory, the operator and the clock are simulated, so hours',
    'pass in no time. Claims, gate, retry policies and desk are the real ones. Your configuration is not',
    'used or changed.',
    'Exit codes: 0 all five were sent · 1 not all.',
    '  {{ binaryName }} sms:simulate',
    '  {{ binaryName }} sms:simulate --json',
  ]

  /** The simulation sets its own environment, so it boots the application itself afterwards. */
  static options: CommandOptions = { startApp: false }

  @flags.boolean({ description: 'Print one JSON document with all steps and nothing else' })
  declare json: boolean

  async run() {
    const { runSimulation } = await import('#simulation/run_simulation')
    if (!this.json) this.#showHead()
    const report = await runSimulation(this.app, (step) => {
      if (!this.json) this.#showStep(step)
    })
    if (this.json) console.log(JSON.stringify(report))
    else this.#showEnd(report)
    this.exitCode = report.succeeded ? 0 : 1
  }

  #showHead() {
    this.logger.log('Five messages fail, each in its own way. Times are those of the simulation.')
    this.logger.log('')
    this.logger.log(
      this.colors.bold(inColumns(['Time', 'Message', 'Try', 'What happened'], 'What is decided'))
    )
  }

  #showStep(step: SimulationStep) {
    const { at, message, type, attempt } = step
    const line = inColumns(
      [timeOf(at), `${message} ${type}`, String(attempt ?? ''), eventInWords(step)],
      decisionInWords(step)
    )
    this.logger.log(step.decision === 'sent' ? this.colors.green(line) : line)
  }

  #showEnd({ succeeded, messages, virtualSeconds, durationMs }: SimulationReport) {
    const attempts = messages.reduce((sum, message) => sum + message.attempts, 0)
    const time = `${Math.round(virtualSeconds / 60)} minutes passed in ${(durationMs / 1000).toFixed(1)} s`
    this.logger.log('')
    if (succeeded) {
      this.logger.success(
        `All ${messages.length} messages were sent, in ${attempts} tries; ${time}`
      )
      return
    }
    for (const { message, status } of messages)
      if (status !== 'sent') this.logger.error(`Message ${message} is still "${status}"`)
    this.logger.error(`Not all messages were sent; ${time}`)
  }
}

function inColumns(columns: string[], last: string): string {
  return columns.map((text, place) => text.padEnd(WIDTHS[place])).join('') + last
}
