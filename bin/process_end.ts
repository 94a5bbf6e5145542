import { constants } from 'node:os'
import type { Logger } from '@adonisjs/core/logger'
import type { ApplicationService } from '@adonisjs/core/types'
import { forLog } from '#exceptions/for_log'
import { inBackground } from '#promises/in_background'

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

/**
 * Milliseconds beyond `processing.drainSeconds` for the steps after the drain: the heartbeat, open
 * connections.
 */
const MARGIN_MS = 5_000

/** Milliseconds for what remains after the end, such as a timer that was not stopped. */
const AFTER_THE_END_MS = 1_000

/** For a command without the application, such as the emulator. */
const WITHOUT_SETTINGS = { drainSeconds: 30, tellToEnd() {}, describe: () => ({}) }

interface Settings {
  drainSeconds: number
  tellToEnd(): void
  /** The work in progress, for the log. */
  describe(): object
}

/**
 * Ends a process after a signal, the end of its command, or an uncaught error. The process is told
 * to drain, and ends after `processing.drainSeconds` and a margin at the latest, whatever hangs:
 * with 0 after a clean drain, with 1 after an error or if something did not end in time.
 */
export class ProcessEnd {
  #logger?: Logger
  #settings: Settings = WITHOUT_SETTINGS
  #hasBegun = false
  #hasFailed = false

  constructor(private readonly app: ApplicationService) {}

  watch(): this {
    for (const signal of SIGNALS) this.app.listen(signal, () => this.#obey(signal))
    process.on('uncaughtException', (error) => this.#give(error, 'uncaught exception'))
    process.on('unhandledRejection', (reason) => this.#give(reason, 'unhandled rejection'))
    process.on('exit', () => {
      /** A drained command has set its own exit code by now. */
      if (this.#hasFailed) process.exitCode = 1
    })
    const terminate = this.app.terminate.bind(this.app)
    this.app.terminate = () => this.#withinTheLimit(terminate)
    this.app.starting(() => this.#getToKnow())
    return this
  }

  /**
   * Before this call no work is running, and a boot in progress would not notice that it was told
   * to end: the process would never end.
   */
  begin(): void {
    this.#hasBegun = true
  }

  async #getToKnow(): Promise<void> {
    const { SmsSchedulerConfig } = await import('#settings/sms_scheduler_config')
    const { MessagesInFlight } = await import('#delivery/send/messages_in_flight')
    const { RunningWork } = await import('#services/running_work')
    const { container } = this.app
    const work = await container.make(RunningWork)
    const messages = await container.make(MessagesInFlight)
    const { processing } = await container.make(SmsSchedulerConfig)
    this.#logger = await container.make('logger')
    this.#settings = {
      drainSeconds: processing.drainSeconds,
      tellToEnd: () => work.tellToEnd(),
      describe: () => ({ underWay: work.underWay, messages: messages.ids }),
    }
  }

  #obey(signal: (typeof SIGNALS)[number]): void {
    if (!this.#hasBegun) process.exit(128 + constants.signals[signal])
    this.#end()
  }

  /**
   * The last line of defence. Messages in flight are still finished: a message that the operator
   * has must not be lost.
   */
  #give(fault: unknown, what: string): void {
    this.#hasFailed = true
    this.#log({ err: fault }, `${what}: this process ends`)
    if (!this.#hasBegun) process.exit(1)
    this.#end()
  }

  #end(): void {
    if (this.app.isTerminating || this.app.isTerminated) return
    inBackground(
      async () => {
        await this.app.terminate()
        setTimeout(() => process.exit(), AFTER_THE_END_MS).unref()
      },
      (error) => {
        this.#hasFailed = true
        this.#log({ err: error }, 'this process could not end cleanly')
        process.exit()
      }
    )
  }

  async #withinTheLimit(terminate: () => Promise<void>): Promise<void> {
    if (this.app.isTerminating || this.app.isTerminated) return
    const { drainSeconds, tellToEnd, describe } = this.#settings
    /** At once: a hook that runs before the drain, such as closing the server, may take long. */
    tellToEnd()
    const limit = setTimeout(
      () => {
        this.#hasFailed = true
        this.#log(
          { seconds: drainSeconds, ...describe() },
          'this process did not end in time and is cut off: messages in flight will be found as unknown'
        )
        process.exit()
      },
      drainSeconds * 1000 + MARGIN_MS
    )
    try {
      await terminate()
    } finally {
      clearTimeout(limit)
    }
  }

  #log(fields: { err?: unknown; [name: string]: unknown }, message: string): void {
    if (this.#logger) this.#logger.fatal(fields, message)
    else
      console.error(message, JSON.stringify(fields.err === undefined ? fields : forLog(fields.err)))
  }
}
