import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { RouteNotFound } from '#exceptions/route_not_found'
import { userOf } from '#dashboard/user_of'
import { AlertService } from '#services/alert_service'

/** Somebody says that they are on an incident. */
@inject()
export default class IncidentAcknowledgementsController {
  constructor(private readonly alerts: AlertService) {}

  async store(ctx: HttpContext) {
    const { i18n, params, request, response, session } = ctx
    const severity = request.input('severity') === 'fail' ? 'fail' : 'warn'
    const { actor } = userOf(ctx)
    const outcome = await this.alerts.acknowledge({ id: Number(params.id), actor, severity })
    if (outcome === 'missing') throw new RouteNotFound()
    if (outcome === 'acknowledged') session.flash('done', i18n.t('system.incidents.done'))
    else session.flash('problem', i18n.t('system.incidents.changed'))
    return response.redirect('/system#incidents')
  }
}
