import { userInfo } from 'node:os'
import { BaseCommand, flags } from '@adonisjs/core/ace'
import { askYesOrNo } from './_ask_yes_or_no.js'
import { asLines, cut, fitsWithBorders, WIDTH, wrap } from './_fit_columns.js'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { PersonalDataRead } from '#services/audit_service'

const EXIT_REFUSED = 1
const PROGRESS_EVERY_MS = 1_000

/** Characters of an argument or a flag; a text of ten segments has 1,530. */
const LONGEST_VALUE = 4_096
/** A payload has at most 64 kB as JSON, written more loosely perhaps twice as much. */
const LONGEST_PAYLOAD = 131_072

/** Base of our commands: --json, the actor, tables, questions, refusals and progress. */
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

  /**
   * At a terminal, log lines would stand among what the command prints: only warnings do, unless
   * LOG_LEVEL asks for more than the usual.
   */
  async prepare() {
    const command = this.constructor as typeof RappelCommand
    if (!process.stderr.isTTY || command.options.staysAlive) return
    const { Logger } = await import('@adonisjs/core/logger')
    const logger = await this.app.container.make(Logger)
    if (logger.level === 'info') logger.level = 'warn'
  }

  /**
   * A table that fits the terminal: with borders, or, where it would be too wide, without them and
   * with cut cells. `whole`: names of columns that are not cut.
   */
  protected printTable(head: string[], rows: string[][], whole: string[] = []): void {
    const width = process.stdout.columns || WIDTH
    const all = [head, ...rows]
    if (fitsWithBorders(all, width)) {
      const table = this.ui.table()
      table.head(head)
      for (const row of rows) table.row(row)
      table.render()
      return
    }
    const kept = whole.map((name) => head.indexOf(name))
    const [title, ...lines] = asLines(all, width, kept)
    this.logger.log(this.colors.dim(title))
    for (const line of lines) this.logger.log(line)
  }

  /** Names and texts, one under the other; long texts go on below themselves. */
  protected printFields(fields: [name: string, text: string | null | false | undefined][]): void {
    const shown = fields.filter((field): field is [string, string] => Boolean(field[1]))
    const indent = Math.max(...shown.map(([name]) => name.length)) + 2
    const room = Math.min(process.stdout.columns || WIDTH, WIDTH) - indent
    for (const [name, text] of shown) {
      wrap(text, room).forEach((line, index) =>
        this.logger.log(`${(index === 0 ? name : '').padEnd(indent)}${cut(line, room)}`)
      )
    }
  }

  /**
   * Whether a person agrees to what cannot be undone. At a terminal it shows what would happen and
   * asks; elsewhere it refuses, because nobody can be asked.
   */
  protected async isAgreed(question: string): Promise<boolean> {
    if (!this.canAsk) return this.refuseUnasked()
    const agreed = await this.ask(question)
    if (!agreed) this.logger.info('Nothing was changed')
    return agreed
  }

  /** For what cannot be undone, where nobody can be asked. */
  protected refuseUnasked(): false {
    this.refuse('There is no terminal to ask at: look with --dry-run, then add --yes')
    return false
  }

  protected get canAsk(): boolean {
    return !this.json && process.stdin.isTTY && process.stdout.isTTY
  }

  /** Replaced in tests, which have no terminal. */
  protected ask(question: string): Promise<boolean> {
    return askYesOrNo(question)
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

  /** On a terminal only, where the next line overwrites it; at most one line a second. */
  protected showProgressLine(line: string): void {
    if (!process.stderr.isTTY) return
    if (performance.now() - this.#lastShown < PROGRESS_EVERY_MS) return
    this.#lastShown = performance.now()
    this.#isShown = true
    process.stderr.write(`\r${cut(line, (process.stderr.columns || WIDTH) - 1)}\u001B[K`)
  }

  protected clearProgress(): void {
    if (this.#isShown) process.stderr.write('\r\u001B[K')
    this.#isShown = false
  }
}

/** Whether a text, or one of a list of them, is longer. */
function isLonger(value: unknown, longest: number): boolean {
  if (Array.isArray(value)) return value.some((each) => isLonger(each, longest))
  return typeof value === 'string' && value.length > longest
}
