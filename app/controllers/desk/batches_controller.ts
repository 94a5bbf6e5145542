import { inject } from '@adonisjs/core'
import config from '@adonisjs/core/services/config'
import type { HttpContext } from '@adonisjs/core/http'
import { mayAct } from '#app/pages/may_act'
import { RESOLUTIONS } from '#app/pages/messages/ask_page'
import { batchPage, batchProgressPage } from '#app/pages/messages/batch_page'
import {
  isEmptyWish,
  previewAddress,
  readBatch,
  type BatchWish,
} from '#app/pages/messages/batch_request'
import { noteOf } from '#app/pages/messages/message_question'
import { Readers } from '#app/pages/readers'
import { actorInWords } from '#dashboard/actor_in_words'
import { renderLive } from '#dashboard/live_page'
import { userOf } from '#dashboard/user_of'
import { InvalidDeskRequest } from '#desk/invalid_desk_request'
import { readNewDate } from '#desk/read_new_date'
import { RouteNotFound } from '#exceptions/route_not_found'
import { inBackground } from '#promises/in_background'
import { BatchService } from '#services/batch_service'
import { DeskService } from '#services/desk_service'
import { PageService } from '#services/page_service'

/** Messages that the gate is asked about; for more, the figures are of the first ones. */
const MOST_ASKED = 2_000

/** Messages that are prepared at once: composing them holds up other requests. */
const ASKED_AT_ONCE = 100

/** What is done to many messages: shown first, then done in the background. */
@inject()
export default class BatchesController {
  constructor(
    private readonly batches: BatchService,
    private readonly desk: DeskService,
    private readonly names: PageService,
    private readonly readers: Readers
  ) {}

  /** What would happen. */
  async create(ctx: HttpContext) {
    const wish = this.#wishOf(ctx, ctx.request.qs())
    const page = batchPage(this.readers.of(ctx), wish, await this.#effectOf(wish))
    return ctx.view.render('pages/batch_new', { page })
  }

  async store(ctx: HttpContext) {
    const { i18n, request, response, session } = ctx
    const wish = this.#wishOf(ctx, request.body())
    const note = noteOf(ctx, 'note')
    const as = RESOLUTIONS.find((name) => name === request.input('as'))
    const at = wish.action === 'reschedule' ? this.#atOf(wish, ctx) : undefined
    const missing = missingIn(wish, { note, as, at })
    if (missing || isEmptyWish(wish)) {
      session.flash(
        'problem',
        i18n.t(missing ? `message.refused.${missing}` : 'messages.batch.nothing')
      )
      return response.redirect(previewAddress(wish))
    }
    const { id } = await this.batches.create({
      action: wish.action,
      filter: wish.selection,
      options: { note, as, at: at ?? undefined },
      actor: userOf(ctx).actor,
    })
    inBackground(
      () => this.batches.workOff(),
      (error) => ctx.logger.error({ err: error }, 'batches could not be worked off')
    )
    return response.redirect(`/batches/${id}`)
  }

  /** How far it is. */
  async show(ctx: HttpContext) {
    const batch = await this.batches.byId(Number(ctx.params.id))
    if (!batch) throw new RouteNotFound()
    const names = await this.names.nameActors([batch.createdBy])
    const by = actorInWords(batch.createdBy, names, ctx.i18n)
    const page = batchProgressPage(this.readers.of(ctx), batch, { by })
    return renderLive(ctx, 'pages/batch', { page, mayStop: page.isOpen && mayAct(ctx) })
  }

  #wishOf(ctx: HttpContext, given: Record<string, unknown>): BatchWish {
    const country = config.get<any>('api.defaultCountry')
    const wish = readBatch(given, { reader: this.readers.of(ctx), country })
    if (!wish) throw new RouteNotFound()
    return wish
  }

  async #effectOf(wish: BatchWish) {
    const { action, selection } = wish
    if (isEmptyWish(wish)) return { matched: 0, requeue: null }
    if (action === 'reschedule') return this.#previewReschedule(wish)
    if (action === 'retry') {
      const requeue = await this.#previewRetry(wish)
      return { matched: requeue.matched, requeue }
    }
    const previews = {
      reject: () => this.desk.previewReject(selection),
      cancel: () => this.desk.previewCancel(selection),
      resolve: () => this.desk.previewResolve({ ...selection, as: 'sent' }),
    }
    const { matched } = await previews[action]()
    return { matched, requeue: null }
  }

  /** Without a date that can be used, only how many there are. */
  async #previewReschedule({ selection, date }: BatchWish) {
    try {
      const reschedule = await this.desk.previewReschedule({
        ...selection,
        at: date.text,
        most: MOST_ASKED,
      })
      return { matched: reschedule.matched, requeue: null, reschedule }
    } catch (error) {
      if (!(error instanceof InvalidDeskRequest)) throw error
      const { matched } = await this.desk.previewCancel(selection)
      return { matched, requeue: null, reschedule: null }
    }
  }

  /** Null for a date that cannot be used. */
  #atOf({ date }: BatchWish, ctx: HttpContext): string | null {
    const { zone: timezone, now } = this.readers.of(ctx)
    try {
      return readNewDate(date.text, { timezone, now })
    } catch (error) {
      if (!(error instanceof InvalidDeskRequest)) throw error
      return null
    }
  }

  #previewRetry({ selection }: BatchWish) {
    const enough = new AbortController()
    return this.desk.previewRequeue({
      ...selection,
      pageSize: ASKED_AT_ONCE,
      signal: enough.signal,
      onProgress: ({ done }) => {
        if (done >= MOST_ASKED) enough.abort()
      },
    })
  }
}

/** The name of what a form lacks (`message.refused.…`), or null. */
function missingIn(
  { action }: BatchWish,
  { note, as, at }: { note?: string; as?: string; at?: string | null }
): string | null {
  if (at === null) return 'date'
  if (action === 'resolve' && !as) return 'as_missing'
  const needsReason = action === 'reject' || action === 'reschedule'
  return needsReason && note === undefined ? 'reason_missing' : null
}
