import { userInfo } from 'node:os'
import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

const EXIT_REFUSED = 1
const PROGRESS_EVERY_MS = 1_000

/** Base of our commands: --json, the actor, refusals and progress. */
export abstract class RappelCommand extends BaseCommand {
  static options: CommandOptions = { startApp: true }

  @flags.boolean({ description: 'Print one JSON document and nothing else' })
  declare json: boolean

  /** The actor recorded on rows. */
  protected get actor(): string {
    return `cli:${userInfo().username}`
  }

  /** The result as one JSON document, or in words. */
  protected async print(result: unknown, inWords: () => void | Promise<void>): Promise<void> {
    if (this.json) this.printJson(result)
    else await inWords()
  }

  protected printJson(result: unknown): void {
    console.log(JSON.stringify(result))
  }

  /** A refusal is reported in words, or as `{ "error": … }`. */
  protected refuse(message: string, details: object = {}): void {
    if (this.json) this.printJson({ ...details, error: message })
    else for (const line of message.split('\n')) this.logger.error(line)
    this.exitCode = EXIT_REFUSED
  }

  /** Does the work. An error of this class is a refusal, worded by `inWords`. */
  protected async refuseOn<Refusal extends Error>(
    Refusal: new (...parts: any[]) => Refusal,
    work: () => Promise<void>,
    inWords: (error: Refusal) => string = ({ message }) => message
  ): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.clearProgress()
      if (!(error instanceof Refusal)) throw error
      this.refuse(inWords(error))
    }
  }

  #lastShown = performance.now()
  #isShown = false

  /** On stderr, at most one line a second; a terminal overwrites it. */
  protected showProgressLine(line: string): void {
    if (performance.now() - this.#lastShown < PROGRESS_EVERY_MS) return
    this.#lastShown = performance.now()
    this.#isShown = true
    process.stderr.write(process.stderr.isTTY ? `\r${line} ` : `${line}\n`)
  }

  protected clearProgress(): void {
    if (this.#isShown && process.stderr.isTTY) process.stderr.write('\r\u001B[K')
    this.#isShown = false
  }
}
