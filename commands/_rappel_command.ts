import { userInfo } from 'node:os'
import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { PersonalDataRead } from '#services/audit_service'

const EXIT_REFUSED = 1
const PROGRESS_EVERY_MS = 1_000

/** Characters of an argument or a flag; a text of ten segments has 1,530. */
const LONGEST_VALUE = 4_096
/** A payload has at most 64 kB as JSON, written more loosely perhaps twice as much. */
const LONGEST_PAYLOAD = 131_072

/** Base of our commands: --json, the actor, refusals and progress. */
export abstract class RappelCommand extends BaseCommand {
  static options: CommandOptions = { startApp: true }

  @flags.boolean({ description: 'Print one JSON document and nothing else' })
  declare json: boolean

  /** The actor recorded on rows. */
  protected get actor(): string {
    return `cli:${userInfo().username}`
  }

  /** Nothing is read that is too long to be meant. */
  async exec(): Promise<any> {
    const tooLong = this.#tooLong()
    if (!tooLong) return super.exec()
    const [name, longest] = tooLong
    this.refuse(`${name} is longer than ${longest} characters: give a shorter one`)
  }

  /** What is too long, and what is allowed. */
  #tooLong(): [name: string, longest: number] | undefined {
    if (isLonger(this.parsed.args, LONGEST_VALUE)) return ['An argument', LONGEST_VALUE]
    for (const [flag, value] of Object.entries(this.parsed.flags)) {
      const longest = flag === 'payload' ? LONGEST_PAYLOAD : LONGEST_VALUE
      if (isLonger(value, longest)) return [`--${flag}`, longest]
    }
    return undefined
  }

  /** Records that the caller is shown data of people. */
  protected async recordRead(read: Omit<PersonalDataRead, 'actor'>): Promise<void> {
    const { AuditService } = await import('#services/audit_service')
    const audit = await this.app.container.make(AuditService)
    await audit.recordRead({ actor: this.actor, ...read })
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

/** Whether a text, or one of a list of them, is longer. */
function isLonger(value: unknown, longest: number): boolean {
  if (Array.isArray(value)) return value.some((each) => isLonger(each, longest))
  return typeof value === 'string' && value.length > longest
}
