import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { userOf } from '#dashboard/user_of'
import { RouteNotFound } from '#exceptions/route_not_found'
import { MESSAGE_STATUSES, type MessageStatus } from '#messages/message_status'
import { InvalidDeskRequest } from '#desk/invalid_desk_request'
import type { ShownMessage } from '#desk/show_message'
import { DeskService } from '#services/desk_service'
import { OverviewService } from '#services/overview_service'
import { Readers } from '#app/pages/readers'
import type { ActionName } from './actions.js'
import { askPage } from './ask_page.js'

/** Characters of the longest reason; the column has room for more. */
const LONGEST_NOTE = 500

/** What a form says of a message, and how its answer is given: the same for everything that is done to one. */
@inject()
export class MessageQuestion {
  constructor(
    private readonly desk: DeskService,
    private readonly overview: OverviewService,
    private readonly readers: Readers
  ) {}

  /** The question, before anything is done. */
  async ask(ctx: HttpContext, action: ActionName): Promise<string> {
    const { id } = ctx.params
    const shown = await this.desk.show({ id })
    if (!shown) throw new RouteNotFound()
    const who = await this.whoOf(shown)
    const page = askPage(this.readers.of(ctx), { shown, action, who })
    return ctx.view.render('pages/message_action', { page })
  }

  /** Whom a message is for: the child, or else the masked number. */
  async whoOf({ message: { id, phone_number: number } }: ShownMessage): Promise<string> {
    const people = await this.overview.peopleOf([id])
    const person = people.get(id)
    return person ? `${person.firstName} ${person.lastName}` : (number ?? String(id))
  }

  /**
   * Does it, if the message still is what the form said. `work` returns the name of a refusal
   * (`message.refused.…`), or null.
   */
  async answer(
    ctx: HttpContext,
    action: ActionName,
    work: (request: {
      id: number
      ids: number[]
      statuses: MessageStatus[]
      actor: string
      note?: string
    }) => Promise<string | null>,
    done: string = action
  ) {
    const id = Number(ctx.params.id)
    const expected = statusOf(ctx.request.input('expected'))
    const refusal = expected
      ? await refusalOf(() =>
          work({ id, ids: [id], statuses: [expected], actor: userOf(ctx).actor, note: noteOf(ctx) })
        )
      : 'changed'
    if (refusal === null) ctx.session.flash('done', ctx.i18n.t(`message.done.${done}`))
    else ctx.session.flash('problem', ctx.i18n.t(`message.refused.${refusal}`))
    return ctx.response.redirect(`/messages/${id}`)
  }
}

/** The note of a form, on one line; undefined without one. */
export function noteOf({ request }: HttpContext, field = 'reason'): string | undefined {
  const given = request.input(field)
  if (typeof given !== 'string') return undefined
  const note = given
    .slice(0, LONGEST_NOTE)
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
  return note === '' ? undefined : note
}

export function statusOf(given: unknown): MessageStatus | undefined {
  return MESSAGE_STATUSES.find((status) => status === given)
}

/** A state from which it is not possible means that the message has moved on. */
async function refusalOf(work: () => Promise<string | null>): Promise<string | null> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof InvalidDeskRequest)) throw error
    return error.field === 'number' || error.field === 'text' ? error.field : 'changed'
  }
}
