import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { MessageQuestion } from '#app/pages/messages/message_question'
import { newDateOf, type NewDate } from '#app/pages/messages/new_date'
import { reschedulePage } from '#app/pages/messages/reschedule_page'
import { Readers } from '#app/pages/readers'
import { InvalidDeskRequest } from '#desk/invalid_desk_request'
import { RouteNotFound } from '#exceptions/route_not_found'
import { DeskService } from '#services/desk_service'
import { isSqlInstant } from '#storage/instants'

/** Gives a message that waits another date: first it is shown when it would leave. */
@inject()
export default class MessageReschedulesController {
  constructor(
    private readonly desk: DeskService,
    private readonly question: MessageQuestion,
    private readonly readers: Readers
  ) {}

  async create(ctx: HttpContext) {
    const id = Number(ctx.params.id)
    const shown = await this.desk.show({ id })
    if (!shown) throw new RouteNotFound()
    const date = newDateOf(ctx.request.qs())
    const page = reschedulePage(this.readers.of(ctx), {
      shown,
      who: await this.question.whoOf(shown),
      date,
      preview: await usable(() => this.#preview(id, date)),
    })
    return ctx.view.render('pages/message_reschedule', { page })
  }

  store(ctx: HttpContext) {
    const { text } = newDateOf(ctx.request.body())
    return this.question.answer(
      ctx,
      'reschedule',
      async ({ id, statuses: [expected], actor, note }) => {
        if (note === undefined) return 'reason_missing'
        const due = ctx.request.input('due')
        if (expected !== 'pending' || !isSqlInstant(due)) return 'changed'
        const request = { id, at: text, expected: due, actor, note }
        const outcome = await usable(() => this.desk.reschedule(request))
        return outcome === 'rescheduled' ? null : (outcome ?? 'date')
      }
    )
  }

  #preview(id: number, { text }: NewDate) {
    return this.desk.previewReschedule({ ids: [id], at: text, most: 1 })
  }
}

/** Null for a date that cannot be used. */
async function usable<Result>(work: () => Promise<Result>): Promise<Result | null> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof InvalidDeskRequest && error.field === 'at') return null
    throw error
  }
}
