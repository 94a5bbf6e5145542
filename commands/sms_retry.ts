import { args, flags } from '@adonisjs/core/ace'
import { DeskCommand, EXIT_NOTHING_MATCHED } from './_desk_command.js'
import { questionAbout, refusalsOf, rowsOf } from './_requeue_in_words.js'
import type { RequeuePreview } from '#desk/preview_requeue'
import type { RequeueRequest, RequeueResult } from '#desk/requeue_messages'
import type { DeskService } from '#services/desk_service'

type Wanted = Omit<RequeueRequest, 'actor'>

export default class SmsRetry extends DeskCommand {
  static commandName = 'sms:retry'
  static description = 'Send failed messages again: by id, or all that match a filter'
  static help = [
    'Dead letters and failed messages, unless --status or ids say otherwise. They leave with the next sweep if the',
    'gate lets them: --dry-run shows which would be stopped. Without --yes it asks; without a terminal, --yes or ids are required.',
    'After SMS_DEAD_LETTER_THRESHOLD tries, a message is sent again only with a new number or text (sms:edit), or with --force.',
    'Unknown messages may reach the caregiver twice: they need --status=unknown, or ids with --force.',
    'Exit codes: 0 done · 1 bad input, or stopped before the end (run it again) · 3 nothing matched or could be requeued.',
    '  {{ binaryName }} sms:retry --type=7_day_reminder --from=2026-03-09 --dry-run',
    '  {{ binaryName }} sms:retry --status=dead_letter --reason=retries_used_up --yes',
    '  {{ binaryName }} sms:retry 4711 4712',
  ]

  @args.spread({ description: 'Ids of messages', required: false })
  declare ids?: string[]

  @flags.array({ description: 'dead_letter, failed, undelivered or unknown; may be repeated' })
  declare status?: string[]

  @flags.string({ description: 'Only messages of this type, for example 7_day_reminder' })
  declare type?: string

  @flags.string({ description: 'Only messages with this reason, for example retries_used_up' })
  declare reason?: string

  @flags.string({ description: 'Failed on or after this day (YYYY-MM-DD) or ISO 8601 instant' })
  declare from?: string

  @flags.string({ description: 'Failed on or before this day or instant' })
  declare to?: string

  @flags.boolean({
    description: 'Show what would be sent again and what would not; change nothing',
  })
  declare dryRun: boolean

  @flags.boolean({ description: 'Do not ask' })
  declare yes: boolean

  @flags.boolean({
    description: 'Also messages with too many tries, and those that the operator may already have',
  })
  declare force: boolean

  async run() {
    await this.atDesk(async (service, actor) => {
      const wanted = this.#wanted()
      if (this.dryRun) return this.#showPreview(await service.previewRequeue(wanted))
      if (!this.yes && !(await this.#agreesTo(service, wanted))) return
      this.#showResult(await service.requeue({ ...wanted, actor }))
    })
  }

  #wanted(): Wanted {
    return {
      ids: this.ids,
      statuses: this.status?.flatMap((names) => names.split(',')),
      type: this.type,
      reason: this.reason,
      from: this.from,
      to: this.to,
      force: this.force ?? false,
      onProgress: (progress) => this.showProgress(progress),
    }
  }

  /**
   * At a terminal a person sees the figures first. Elsewhere only explicit ids may go without
   * --yes.
   */
  async #agreesTo(service: DeskService, wanted: Wanted): Promise<boolean> {
    if (!this.canAsk) return this.ids !== undefined || this.refuseUnasked()
    const preview = await service.previewRequeue(wanted)
    this.#showPreview(preview)
    if (preview.wouldRequeue === 0 || preview.stopped) return false
    return this.isAgreed(questionAbout(preview))
  }

  #showPreview(preview: RequeuePreview) {
    if (this.json) this.printJson({ dryRun: true, ...preview })
    this.end(preview)
    if (this.json || preview.matched === 0) return

    const table = this.ui.table()
    table.head(['Would be', 'Messages'])
    for (const [label, count] of rowsOf(preview)) table.row([label, String(count)])
    table.render()
    if (preview.mayArriveTwice > 0)
      this.logger.warning(
        `${preview.mayArriveTwice} may have arrived already: they may arrive twice`
      )
    if (preview.stopped) this.logger.warning('Stopped as asked before all were checked')
    else if (this.dryRun) this.logger.info('Nothing was changed')
  }

  #showResult(result: RequeueResult) {
    if (this.json) this.printJson({ dryRun: false, ...result })
    this.end(result)
    const { requeued, matched, stopped } = result
    if (requeued === 0 && !stopped) this.exitCode = EXIT_NOTHING_MATCHED
    if (this.json || matched === 0) return

    for (const [label, count] of refusalsOf(result)) this.logger.warning(`${count} ${label}`)
    if (stopped)
      this.logger.warning(
        `Stopped as asked: ${requeued} of ${matched} requeued; the rest is untouched`
      )
    else if (requeued > 0)
      this.logger.success(
        `${requeued} of ${matched} requeued: due now, they leave with the next sweep`
      )
    else this.logger.info('Nothing was changed')
  }
}
