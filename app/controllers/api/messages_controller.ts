import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import config from '@adonisjs/core/services/config'
import { actorOf } from '#app/api/actor_of'
import { MessageKeyTaken, whyNotEdited, withDeskErrors } from '#app/api/desk_errors'
import { isAbleTo } from '#app/api/is_able_to'
import { cursorAfter, keysetPage } from '#app/api/keyset_page'
import { listedMessageAsJson } from '#app/api/message_as_json'
import { selectionFrom } from '#app/api/message_filter'
import { readOfPage } from '#app/api/read_of_page'
import { NoSuchRow } from '#app/api/row_id'
import { ShowToCaller } from '#app/api/show_to_caller'
import { checkableFields, newMessageFaults } from '#app/api/new_message_faults'
import { orFaults } from '#app/api/strict_input'
import { validationError, type InputFault } from '#app/api/validation_error'
import { AuditService } from '#services/audit_service'
import { DeskService } from '#services/desk_service'
import {
  messageEditValidator,
  messageListValidator,
  newMessageValidator,
} from '#validators/messages'

/** Messages, newest first. */
@inject()
export default class MessagesController {
  constructor(
    private readonly desk: DeskService,
    private readonly audit: AuditService,
    private readonly shown: ShowToCaller
  ) {}

  async index(ctx: HttpContext) {
    const { cursor, limit, ...filter } = await messageListValidator.validate(ctx.request.qs())
    const { after, take } = keysetPage({ cursor, limit })
    const { messages, next } = await withDeskErrors(() =>
      this.desk.list({
        ...selectionFrom(filter),
        limit: take - 1,
        before: after ?? undefined,
        unmasked: isAbleTo(ctx, 'phones:read'),
        counted: false,
      })
    )
    const answer = {
      data: messages.map(listedMessageAsJson),
      meta: { next_cursor: next === null ? null : cursorAfter(next) },
    }
    await this.audit.recordRead({ ...readOfPage(ctx, answer), what: 'messages' })
    return answer
  }

  /** With its timeline and its sends. */
  async show(ctx: HttpContext) {
    const { id } = ctx.params
    const answer = await this.shown.message(ctx, id)
    const subject = `message:${id}`
    await this.audit.recordRead({ actor: actorOf(ctx), what: 'messages', subject })
    return answer
  }

  /** 201 for a new message, 200 for the existing one with the same idempotency key. */
  async store(ctx: HttpContext) {
    const {
      phone_number: phoneNumber,
      message: text,
      scheduled_at: scheduledAt,
      expires_at: expiresAt,
      idempotency_key: idempotencyKey,
      ...rest
    } = await this.#newMessage(ctx)
    const creation = await this.desk.create({
      ...rest,
      phoneNumber,
      text,
      scheduledAt,
      expiresAt,
      idempotencyKey,
      client: ctx.auth.use('api').getUserOrFail().id,
      actor: actorOf(ctx),
    })
    if (creation.outcome === 'refused') throw validationError(newMessageFaults(creation.faults))
    const { id, outcome } = creation
    if (outcome === 'existing' && !creation.sameRequest) throw new MessageKeyTaken(id)
    ctx.response
      .status(outcome === 'created' ? 201 : 200)
      .header('Location', `/api/v1/messages/${id}`)
    return this.shown.message(ctx, id)
  }

  async #newMessage({ request }: HttpContext) {
    const header = request.header('idempotency-key')
    const sent = request.body()
    const faults: InputFault[] = []
    const body = header === undefined ? sent : { ...sent, idempotency_key: header }
    const valid = await orFaults(newMessageValidator.validate(body), faults)
    if (valid) return valid
    const others = await this.desk.checkNew(checkableFields(sent, faults))
    throw validationError([...faults, ...newMessageFaults(others)])
  }

  /** Another number, another text, or both, while it may still be sent. */
  async update(ctx: HttpContext) {
    const { id } = ctx.params
    const { phone_number: number, message: text } = await messageEditValidator.validate(
      ctx.request.body()
    )
    const result = await withDeskErrors(() =>
      this.desk.edit({
        id,
        number,
        text,
        actor: actorOf(ctx),
        defaultCountry: config.get('api.defaultCountry'),
      })
    )
    if (result.outcome === 'not_found') throw new NoSuchRow('message')
    if (result.outcome !== 'edited') throw whyNotEdited(result)
    return this.shown.message(ctx, id)
  }
}
