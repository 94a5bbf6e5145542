import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { FAULTS } from '#emulator/faults'
import { MAGIC_NUMBERS } from '#emulator/magic_numbers'
import { RECEIPT_NUMBERS } from '#emulator/receipt_numbers'
import type { OrangeEmulator } from '#emulator/orange_emulator'
import type { EmulatorOptions } from '#emulator/options'

const MAGIC_LINES = Object.entries(MAGIC_NUMBERS).map(
  ([digits, { says }]) => `  …${digits}  ${says}`
)
const RECEIPT_LINES = Object.entries(RECEIPT_NUMBERS).map(
  ([digits, { says }]) => `  …${digits}  ${says}`
)
const FAULT_LINES = Object.entries(FAULTS).map(
  ([name, { about }]) => `  ${name.padEnd(29)}${about}`
)

export default class OrangeEmulate extends BaseCommand {
  static commandName = 'orange:emulate'
  static description = 'Emulate Orange on this machine, with a journal and every fault'
  static help = [
    'Numbers that end in these digits decide what happens to their SMS:',
    ...MAGIC_LINES,
    '',
    'With --callback=http://127.0.0.1:3333/webhooks/orange/SECRET, they also decide the receipts:',
    ...RECEIPT_LINES,
    '',
    'Faults for other numbers: --fault=NAME, followed by restrictions, each after a colon:',
    'once, 3x (times), 0.1 or 10% (chance), after200 (first 200 requests spared), 30s (duration), 800ms (delay)',
    '  {{ binaryName }} orange:emulate --fault=throttled:0.1 --fault=expired_token:once',
    '  {{ binaryName }} orange:emulate --fault=slow:10%:800ms --fault=outage:30s',
    ...FAULT_LINES,
    '',
    'While it runs: GET /__emulator/journal?after=SEQ · GET /__emulator/report · POST, DELETE /__emulator/faults',
    'POST /__emulator/inbound {"from": "+237…", "text": "STOP"} · GET /__emulator/callbacks',
    'POST /__emulator/units {"units": 100} · POST /__emulator/contract {"expiresAt": "2026-12-31"} · DELETE /__emulator/tokens · POST /__emulator/reset',
  ]

  /** Needs neither a database nor an .env file, so a fresh clone can be tried against it. */
  static options: CommandOptions = { startApp: false, staysAlive: true }

  @flags.number({ description: 'Port to listen on', default: 4010 })
  declare port: number

  @flags.number({ description: 'Send requests accepted per second; 0 for no limit', default: 5 })
  declare rate: number

  @flags.number({ description: 'With the same seed the same messages go wrong', default: 1 })
  declare seed: number

  @flags.number({ description: 'Milliseconds before every answer', default: 0 })
  declare latency: number

  @flags.array({ description: 'A fault to inject, see below; may be repeated' })
  declare fault?: string[]

  @flags.string({ description: 'File to append the journal to, one JSON document per line' })
  declare journal?: string

  @flags.number({ description: 'SMS units left in the bundle' })
  declare units?: number

  @flags.string({ description: 'When the bundle expires, ISO 8601; default in 60 days' })
  declare expires?: string

  @flags.string({ description: 'Shape of /contracts: current or legacy', default: 'current' })
  declare contractsShape: string

  @flags.string({ description: 'URL that receipts and replies are posted to' })
  declare callback?: string

  @flags.number({ description: 'Milliseconds between two receipts of an SMS', default: 200 })
  declare receiptDelay: number

  @flags.number({ description: 'Random extra delay, up to this many milliseconds', default: 0 })
  declare receiptJitter: number

  @flags.boolean({ description: 'Receipts arrive in any order' })
  declare receiptsShuffled: boolean

  @flags.number({ description: 'Share of receipts that arrive twice, from 0 to 1', default: 0 })
  declare receiptDuplicates: number

  @flags.number({ description: 'Share of receipts that never arrive, from 0 to 1', default: 0 })
  declare receiptLosses: number

  @flags.number({ description: 'Share of SMS that cannot be delivered, from 0 to 1', default: 0 })
  declare undelivered: number

  @flags.boolean({
    description: 'Special numbers; turn them off for long runs, which would hit them by chance',
    default: true,
    showNegatedVariantInHelp: true,
  })
  declare magic: boolean

  @flags.boolean({ description: 'Print the report as one JSON document at the end' })
  declare json: boolean

  #emulator?: OrangeEmulator

  /** Prints the report when the process is told to end. */
  prepare() {
    this.app.terminating(async () => {
      if (!this.#emulator) return
      const report = this.#emulator.report()
      await this.#emulator.stop()
      if (this.json) console.log(JSON.stringify(report))
      else {
        this.logger.info(
          `${report.requests} requests, ${report.accepted} accepted, at most ${report.maxInAnySlidingSecond} in any second, ${report.duplicates.length} accepted more than once`
        )
      }
    })
  }

  async run() {
    const problem = (await this.#refuseProduction()) ?? this.#refuseFlags()
    if (problem) return this.#fail(problem)
    const { OrangeEmulator } = await import('#emulator/orange_emulator')
    try {
      this.#emulator = await OrangeEmulator.start(this.#options())
    } catch (error) {
      return this.#fail(
        error.code === 'EADDRINUSE'
          ? `Port ${this.port} is taken: choose another with --port`
          : error.message
      )
    }
    this.#introduce(this.#emulator.url)
  }

  /** The environment of the application is not loaded, so its file is read here. */
  async #refuseProduction(): Promise<string | undefined> {
    const { EnvLoader, EnvParser } = await import('@adonisjs/core/env')
    const files = await new EnvLoader(this.app.appRoot).load()
    let mode = process.env.NODE_ENV
    for (const { contents } of files) {
      const variables = await new EnvParser(contents, this.app.appRoot).parse()
      mode ??= variables.NODE_ENV
    }
    return mode?.startsWith('prod')
      ? `NODE_ENV is "${mode}": a production machine talks to the real Orange, so the emulator does not start here`
      : undefined
  }

  #refuseFlags(): string | undefined {
    for (const [flag, value, most] of [
      ['--port', this.port, 65_535],
      ['--rate', this.rate, 1_000_000],
      ['--latency', this.latency, 3_600_000],
      ['--units', this.units ?? 0, Number.MAX_SAFE_INTEGER],
      ['--receipt-delay', this.receiptDelay, 3_600_000],
      ['--receipt-jitter', this.receiptJitter, 3_600_000],
    ] as const) {
      if (!Number.isInteger(value) || value < 0 || value > most) {
        return `${flag} must be a whole number from 0 to ${most}, got "${value}"`
      }
    }
    for (const [flag, value] of [
      ['--receipt-duplicates', this.receiptDuplicates],
      ['--receipt-losses', this.receiptLosses],
      ['--undelivered', this.undelivered],
    ] as const) {
      if (!(value >= 0 && value <= 1)) return `${flag} must be a number from 0 to 1, got "${value}"`
    }
    if (
      this.callback !== undefined &&
      !/^https?:$/.test(URL.parse(this.callback)?.protocol ?? '')
    ) {
      return `--callback must be an address such as http://127.0.0.1:3333/webhooks/orange/SECRET, got "${this.callback}"`
    }
    if (this.contractsShape !== 'current' && this.contractsShape !== 'legacy') {
      return `--contracts-shape must be "current" or "legacy", got "${this.contractsShape}"`
    }
    return this.expires !== undefined && Number.isNaN(Date.parse(this.expires))
      ? `--expires must be an ISO 8601 date such as 2026-12-31, got "${this.expires}"`
      : undefined
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
      contractExpiresAt: this.expires && new Date(this.expires).toISOString(),
      magicNumbers: this.magic,
      contractsShape: this.contractsShape as EmulatorOptions['contractsShape'],
      callbackUrl: this.callback?.replace(/(?<!\/)\/+$/, ''),
      receiptDelayMs: this.receiptDelay,
      receiptJitterMs: this.receiptJitter,
      receiptsShuffled: this.receiptsShuffled,
      receiptDuplicates: this.receiptDuplicates,
      receiptLosses: this.receiptLosses,
      undelivered: this.undelivered,
    }
  }

  async #fail(problem: string): Promise<void> {
    this.logger.error(problem)
    this.exitCode = 1
    await this.terminate()
  }

  #introduce(url: string) {
    /** With --json, stdout is for the report. */
    const print = (line: string) =>
      void (this.json ? process.stderr : process.stdout).write(`${line}\n`)
    print(`Emulating Orange at ${url}. For .env:\n`)
    print(
      `SMS_GATEWAY=orange\nORANGE_BASE_URL=${url}\nORANGE_CLIENT_ID=demo\nORANGE_CLIENT_SECRET=demo\n`
    )
    print(['Numbers that end in', ...MAGIC_LINES].join('\n'))
    print('\nEvery fault: --help. Ctrl-C ends with a report.')
  }
}
