import { args, flags } from '@adonisjs/core/ace'
import { messagesTable } from './_messages_in_words.js'
import { SelectingCommand } from './_selection_flags.js'
import { EXIT_NOTHING_MATCHED, EXIT_STOPPED } from './_desk_command.js'
import type { MoveRequest, MoveResult } from '#desk/move_by_hand'
import type { MovePreview } from '#desk/preview_moves'
import type { DeskService } from '#services/desk_service'

/** A move by hand: how it is previewed, made and called. */
export interface MoveByCommand {
  /** For the question, for example `Reject`. */
  verb: string
  /** For the summary, for example `rejected`. */
  done: string
  preview: (service: DeskService, request: Omit<MoveRequest, 'actor'>) => Promise<MovePreview>
  move: (service: DeskService, request: MoveRequest) => Promise<MoveResult>
}

/** Base of the commands that close or settle messages: by id, or all that match a filter. */
export abstract class MoveCommand extends SelectingCommand {
  @args.spread({ description: 'Ids of messages', required: false })
  declare ids?: string[]

  @flags.string({ description: 'Only messages that have this reason, for example no_route' })
  declare withReason?: string

  @flags.boolean({ description: 'Show which messages match, change nothing' })
  declare dryRun: boolean

  @flags.boolean({ description: 'Do not ask' })
  declare yes: boolean

  /** `note`: why, in the person's words. */
  protected async moveMessages(note: string | undefined, by: MoveByCommand): Promise<void> {
    await this.atDesk(async (service, actor) => {
      const selection = { ids: this.ids, reason: this.withReason, ...(await this.selection()) }
      const preview = await by.preview(service, selection)
      if (this.dryRun || preview.matched === 0) return this.#showPreview(preview, by)
      if (!this.yes) {
        if (this.canAsk) await this.#showMatches(preview)
        const count = preview.matched === 1 ? '1 message' : `${preview.matched} messages`
        if (!(await this.isAgreed(`${by.verb} ${count}? This cannot be undone`))) return
      }
      const result = await by.move(service, {
        ...selection,
        ...{ note, actor },
        onProgress: (progress) => this.showProgress(progress),
      })
      this.#showResult(result, by)
    })
  }

  /** `--reason` is the person's own. */
  protected flagOf(field: string): string | undefined {
    return field === 'reason' ? 'with-reason' : super.flagOf(field)
  }

  async #showPreview(preview: MovePreview, { done }: MoveByCommand): Promise<void> {
    if (preview.matched === 0) this.exitCode = EXIT_NOTHING_MATCHED
    /** Without a match the result is that of a move that found nothing. */
    if (this.json && this.dryRun) return this.printJson({ dryRun: true, ...preview })
    if (preview.matched === 0) {
      const { unmatched } = preview
      const nothing = { matched: 0, moved: 0, changedMeanwhile: 0, unmatched, stopped: false }
      return this.json ? this.printJson(nothing) : this.end(nothing)
    }
    await this.#showMatches(preview)
    this.end({ ...preview, stopped: false })
    this.logger.info(`Nothing was changed: ${preview.matched} would be ${done}`)
  }

  async #showMatches({ matched, examples, timezone }: MovePreview): Promise<void> {
    this.printTable(...(await messagesTable(examples, timezone)))
    if (matched > examples.length)
      this.logger.info(`and ${matched - examples.length} more: sms:list shows them`)
  }

  #showResult(result: MoveResult, { done }: MoveByCommand): void {
    if (this.json) this.printJson(result)
    this.end(result)
    if (result.stopped) this.exitCode = EXIT_STOPPED
    if (this.json) return

    const { moved, matched, changedMeanwhile, stopped } = result
    if (changedMeanwhile > 0)
      this.logger.warning(`${changedMeanwhile} were moved by someone else in the meantime`)
    if (stopped)
      this.logger.warning(`Stopped as asked: ${moved} of ${matched} ${done}; the rest is untouched`)
    else if (matched > 0) this.logger.success(`${moved} ${done}`)
  }
}
