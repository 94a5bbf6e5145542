import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { EmulatorOptions, OrangeEmulator } from '#emulator/orange_emulator'

export default class OrangeEmulate extends BaseCommand {
  static commandName = 'orange:emulate'
  static description = 'Pretend to be Orange on this machine, with a journal and every fault'
  static help = [
    'Numbers that end in special digits fail in a way of their own; --fault makes others fail:',
    '  --fault=throttled:0.1       one in ten is refused as too many',
    '  --fault=expired_token:once  the token expires once',
    '  --fault=unavailable         everything is refused with 503',
    'GET /__emulator/journal and /__emulator/report say what arrived.',
  ]
  static options: CommandOptions = { startApp: false, staysAlive: true }

  @flags.number({ description: 'Port to listen on', default: 4010 })
  declare port: number

  @flags.number({ description: 'SMS a second that are accepted; 0 for no limit', default: 5 })
  declare rate: number

  @flags.number({ description: 'With the same seed the same requests go wrong', default: 1 })
  declare seed: number

  @flags.number({ description: 'Milliseconds before every answer', default: 0 })
  declare latency: number

  @flags.array({ description: 'NAME, NAME:0.1, NAME:3 or NAME:once; may be given several times' })
  declare fault?: string[]

  @flags.string({ description: 'File to which the journal is appended, one JSON document a line' })
  declare journal?: string

  @flags.number({ description: 'SMS units left in the bundle' })
  declare units?: number

  #emulator?: OrangeEmulator

  /** Ends with the report when the process is told to end. */
  prepare() {
    this.app.terminating(async () => {
      if (!this.#emulator) return
      const report = this.#emulator.report()
      await this.#emulator.stop()
      this.logger.info(
        `${report.requests} requests, ${report.accepted} accepted, at most ${report.maxInAnySlidingSecond} in any second`
      )
    })
  }

  async run() {
    if (process.env.NODE_ENV === 'production') {
      this.logger.error(
        'The emulator does not start with NODE_ENV=production: nothing real would be sent'
      )
      this.exitCode = 1
      await this.terminate()
      return
    }
    const { OrangeEmulator } = await import('#emulator/orange_emulator')
    try {
      this.#emulator = await OrangeEmulator.start(this.#options())
    } catch (error) {
      this.logger.error(
        error.code === 'EADDRINUSE'
          ? `Port ${this.port} is taken: choose another with --port`
          : error.message
      )
      this.exitCode = 1
      await this.terminate()
      return
    }
    await this.#introduce(this.#emulator.url)
  }

  #options(): EmulatorOptions {
    return {
      port: this.port,
      ratePerSecond: this.rate > 0 ? this.rate : null,
      seed: this.seed,
      latencyMs: this.latency,
      faults: this.fault,
      journalFile: this.journal,
      units: this.units,
    }
  }

  async #introduce(url: string) {
    const { MAGIC_NUMBERS } = await import('#emulator/magic_numbers')
    this.logger.success(`Orange is pretended at ${url}. For .env:`)
    this.logger.log(
      `SMS_GATEWAY=orange\nORANGE_BASE_URL=${url}\nORANGE_CLIENT_ID=demo\nORANGE_CLIENT_SECRET=demo\n`
    )
    const table = this.ui.table()
    table.head(['Numbers ending in', 'What happens'])
    for (const [digits, { says }] of Object.entries(MAGIC_NUMBERS)) table.row([digits, says])
    table.render()
  }
}
