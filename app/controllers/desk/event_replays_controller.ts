import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { userOf } from '#dashboard/user_of'
import { EventsService } from '#services/events_service'

/** Has events that did not arrive told to other programs again. */
@inject()
export default class EventReplaysController {
  constructor(private readonly events: EventsService) {}

  async store({ i18n, session, response, ...ctx }: HttpContext) {
    const count = await this.events.replay({ actor: userOf(ctx).actor })
    if (count > 0) session.flash('done', i18n.t('kafka.events.done', { count }))
    else session.flash('problem', i18n.t('kafka.events.none'))
    return response.redirect('/attention')
  }
}
