import { inject } from '@adonisjs/core'
import config from '@adonisjs/core/services/config'
import type { HttpContext } from '@adonisjs/core/http'
import { MessageQuestion } from '#app/pages/messages/message_question'
import { DeskService } from '#services/desk_service'

/** Gives a message that may still be sent another number or text. */
@inject()
export default class MessageEditsController {
  constructor(
    private readonly desk: DeskService,
    private readonly question: MessageQuestion
  ) {}

  create(ctx: HttpContext) {
    return this.question.ask(ctx, 'edit')
  }

  store(ctx: HttpContext) {
    const done = ctx.request.input('expected') === 'pending' ? 'edit_pending' : 'edit'
    return this.question.answer(
      ctx,
      'edit',
      async ({ id, statuses: [expected], actor }) => {
        const number = given(ctx, 'number')
        const text = given(ctx, 'text')
        if (number === undefined && text === undefined) return 'edit_empty'
        const defaultCountry = config.get<any>('api.defaultCountry')
        const result = await this.desk.edit({ id, number, text, expected, actor, defaultCountry })
        if (result.outcome === 'edited') return null
        const isOther = result.outcome === 'not_found' || result.outcome === 'not_editable'
        return isOther ? 'changed' : result.outcome
      },
      done
    )
  }
}

/** What stays empty stays as it is. */
function given({ request }: HttpContext, name: string): string | undefined {
  const value = request.input(name)
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}
