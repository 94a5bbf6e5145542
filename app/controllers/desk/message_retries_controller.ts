import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { MessageQuestion } from '#app/pages/messages/message_question'
import type { Refusals } from '#desk/requeue_verdict'
import { DeskService } from '#services/desk_service'

const REFUSED: Record<keyof Refusals, string> = {
  pastDeadline: 'past_deadline',
  overThreshold: 'over_threshold',
  outcomeUnknown: 'outcome_unknown',
  alreadyAccepted: 'already_accepted',
  changedMeanwhile: 'changed',
}

/** Sends a failed message again. */
@inject()
export default class MessageRetriesController {
  constructor(
    private readonly desk: DeskService,
    private readonly question: MessageQuestion
  ) {}

  create(ctx: HttpContext) {
    return this.question.ask(ctx, 'retry')
  }

  store(ctx: HttpContext) {
    return this.question.answer(ctx, 'retry', async ({ ids, statuses, actor }) => {
      if (statuses.includes('unknown') && ctx.request.input('twice') !== 'yes')
        return 'outcome_unknown'
      const { requeued, refused } = await this.desk.requeue({ ids, statuses, actor })
      if (requeued > 0) return null
      const names = Object.keys(REFUSED) as (keyof Refusals)[]
      return REFUSED[names.find((name) => refused[name] > 0) ?? 'changedMeanwhile']
    })
  }
}
