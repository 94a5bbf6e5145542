import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { MoveResult } from '#delivery/desk/move_by_hand'
import type { UnmatchedMessage } from '#delivery/desk/selected_messages'
import type { WalkProgress } from '#delivery/desk/walk_selection'
import type { SmsSchedulerService } from '#services/sms_scheduler_service'

const EXIT_BAD_INPUT = 1
const EXIT_STOPPED = 1
const EXIT_NOTHING_MATCHED = 3

/** Fields of a request that are flags of a command. */
const FLAGS = ['status', 'from', 'to', 'number', 'text', 'as']

/** Messages named one by one for people. */
const NAMED = 20

/** What people's commands about messages have in common: who acts, --json, progress, endings. */
export abstract class DeskCommand extends BaseCommand {
  static options: CommandOptions = { startApp: true }

  @flags.boolean({ description: 'Print one JSON document and nothing else' })
  declare json: boolean

  /** A request that cannot be used is said in words, or as `{ "error": … }`. */
  protected async atDesk(
    work: (service: SmsSchedulerService, actor: string) => Promise<void>
  ): Promise<void> {
    const { userInfo } = await import('node:os')
    const { SmsSchedulerService } = await import('#services/sms_scheduler_service')
    const { InvalidDeskRequest } = await import('#delivery/desk/invalid_desk_request')
    try {
      const service = await this.app.container.make(SmsSchedulerService)
      await work(service, `cli:${userInfo().username}`)
    } catch (error) {
      this.#clearProgress()
      if (!(error instanceof InvalidDeskRequest)) throw error
      this.refuse(FLAGS.includes(error.field) ? `--${error.message}` : error.message)
    }
  }

  protected refuse(message: string): void {
    if (this.json) console.log(JSON.stringify({ error: message }))
    else this.logger.error(message)
    this.exitCode = EXIT_BAD_INPUT
  }

  /** Sets the exit code; for people also says what was not found, or how far it came. */
  protected end(result: { matched: number; unmatched: UnmatchedMessage[]; stopped: boolean }) {
    this.#clearProgress()
    const { matched, unmatched, stopped } = result
    if (stopped) this.exitCode = EXIT_STOPPED
    else if (matched === 0) this.exitCode = EXIT_NOTHING_MATCHED
    if (this.json) return

    for (const { id, status } of unmatched.slice(0, NAMED)) {
      if (status) this.logger.warning(`Message ${id} is ${status}: left as it is`)
      else this.logger.warning(`There is no message ${id}`)
    }
    if (unmatched.length > NAMED)
      this.logger.warning(`and ${unmatched.length - NAMED} more that do not match`)
    if (matched === 0 && !stopped) this.logger.info('No message matches: nothing was changed')
  }

  /** The ending of a command that moves messages: `done` is what became of them. */
  protected endMoves(result: MoveResult, done: string): void {
    if (this.json) console.log(JSON.stringify(result))
    this.end(result)
    if (this.json) return

    const { moved, matched, changedMeanwhile, stopped } = result
    if (changedMeanwhile > 0)
      this.logger.warning(`${changedMeanwhile} were moved by somebody else meanwhile`)
    if (stopped)
      this.logger.warning(`Stopped as asked: ${moved} of ${matched} ${done}, the rest is untouched`)
    else if (matched > 0) this.logger.success(`${moved} ${done}`)
  }

  #lastShown = performance.now()
  #progressShown = false

  /** On stderr, at most one line a second; a terminal overwrites it. */
  protected showProgress({ done, matched }: WalkProgress): void {
    if (performance.now() - this.#lastShown < 1_000) return
    this.#lastShown = performance.now()
    this.#progressShown = true
    const line = `${done} of ${matched} messages`
    process.stderr.write(process.stderr.isTTY ? `\r${line} ` : `${line}\n`)
  }

  #clearProgress(): void {
    if (this.#progressShown && process.stderr.isTTY) process.stderr.write('\r\u001B[K')
    this.#progressShown = false
  }
}
