import { RappelCommand } from './_rappel_command.js'
import type { UnmatchedMessage } from '#desk/selected_messages'
import type { WalkProgress } from '#desk/walk_selection'
import type { DeskService } from '#services/desk_service'

export const EXIT_STOPPED = 1
export const EXIT_NOTHING_MATCHED = 3

/** Fields of a request that are flags of a command. */
const FLAGS = [
  ...[
    'status',
    'type',
    'facility',
    'patient',
    'phone',
    'language',
    'schedule',
    'reason',
    'from',
    'to',
  ],
  ...['number', 'text', 'as'],
]

/** How many messages are named one by one. */
const NAMED = 20

/** Base of the desk commands: the actor, --json, progress and endings. */
export abstract class DeskCommand extends RappelCommand {
  /** A request that cannot be used is reported in words, or as `{ "error": … }`. */
  protected async atDesk(
    work: (service: DeskService, actor: string) => Promise<void>
  ): Promise<void> {
    const { DeskService } = await import('#services/desk_service')
    const { InvalidDeskRequest } = await import('#desk/invalid_desk_request')
    await this.refuseOn(
      InvalidDeskRequest,
      async () => work(await this.app.container.make(DeskService), this.actor),
      ({ field, message }) => {
        const flag = this.flagOf(field)
        return flag ? message.replace(field, `--${flag}`) : message
      }
    )
  }

  /** The flag behind a field of a request, if there is one. */
  protected flagOf(field: string): string | undefined {
    return FLAGS.includes(field) ? field : undefined
  }

  /** Sets the exit code; without --json also prints what was not found, or where it stopped. */
  protected end(result: { matched: number; unmatched: UnmatchedMessage[]; stopped: boolean }) {
    this.clearProgress()
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

  protected showProgress({ done, matched }: WalkProgress): void {
    this.showProgressLine(`${done} of ${matched} messages`)
  }
}
