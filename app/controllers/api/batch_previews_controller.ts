import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { batchRequest } from '#app/api/batch_request'
import { countsAsJson } from '#app/api/batch_as_json'
import { withDeskErrors } from '#app/api/desk_errors'
import type { BatchAction, BatchOptions } from '#desk/batches/batch_row'
import type { MessageSelection } from '#desk/message_selection'
import { DeskService } from '#services/desk_service'
import { measureText } from '#texts/measure_text'
import { batchFilterValidator, messageBatchValidator } from '#validators/messages'

const VALIDATORS = { body: messageBatchValidator, filter: batchFilterValidator }

/** Messages that the gate is asked about; for more, the figures are of the first ones. */
const MOST_ASKED = 10_000

/** Messages that are prepared at once: composing them holds up other requests. */
const ASKED_AT_ONCE = 100

/** What a batch would do: how many, how much, and whom the gate would stop. Changes nothing. */
@inject()
export default class BatchPreviewsController {
  constructor(private readonly desk: DeskService) {}

  async store(ctx: HttpContext) {
    const { action, filter, options } = await batchRequest(ctx, VALIDATORS)
    return withDeskErrors<object>(() =>
      action === 'retry'
        ? this.#retry(filter, options)
        : this.#move(action, { ...filter, note: options.note }, options)
    )
  }

  async #retry(filter: MessageSelection, { force }: BatchOptions) {
    const enough = new AbortController()
    const preview = await this.desk.previewRequeue({
      ...filter,
      force,
      pageSize: ASKED_AT_ONCE,
      signal: enough.signal,
      onProgress: ({ done }) => {
        if (done >= MOST_ASKED) enough.abort()
      },
    })
    return {
      action: 'retry',
      matched: preview.matched,
      complete: !preview.stopped,
      would_change: preview.wouldRequeue,
      segments: preview.segments,
      refused: countsAsJson(preview.refused),
      by_reason: preview.byReason,
      may_arrive_twice: preview.mayArriveTwice,
      gate: preview.gate,
    }
  }

  /** These send nothing, so the gate is not asked; the segments are those of the new text. */
  async #move(
    action: Exclude<BatchAction, 'retry' | 'reschedule'>,
    request: MessageSelection & { note?: string },
    { as, text }: BatchOptions
  ) {
    const previews = {
      reject: () => this.desk.previewReject(request),
      cancel: () => this.desk.previewCancel(request),
      edit: () => this.desk.previewEdit(request),
      resolve: () => this.desk.previewResolve({ ...request, as: as ?? '' }),
    }
    const { matched } = await previews[action]()
    const segments = text === undefined ? 0 : measureText(text).segments * matched
    return { action, matched, complete: true, would_change: matched, segments }
  }
}
