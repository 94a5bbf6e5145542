import { inject } from '@adonisjs/core'
import config from '@adonisjs/core/services/config'
import type { HttpContext } from '@adonisjs/core/http'
import { mayAct } from '#app/pages/may_act'
import { Readers } from '#app/pages/readers'
import { startPage } from '#app/pages/start/start_page'
import { environmentBadge } from '#dashboard/environment_badge'
import { GatewayConfig } from '#gateways/define_config'
import { KeptHealth } from '#monitoring/kept_health'
import { OverviewService } from '#services/overview_service'
import { SmsSchedulerService } from '#services/sms_scheduler_service'

/** The steps to the first reminder, and what is missing. */
@inject()
export default class StartsController {
  constructor(
    private readonly overview: OverviewService,
    private readonly scheduler: SmsSchedulerService,
    private readonly kept: KeptHealth,
    private readonly gateways: GatewayConfig,
    private readonly readers: Readers
  ) {}

  async show(ctx: HttpContext) {
    const keptMs = config.get<number>('monitoring.healthKeptMs')
    const report = await this.kept.get('', keptMs, () => this.scheduler.getHealthStatus({}))
    const page = startPage(this.readers.of(ctx), {
      start: await this.overview.start(),
      report,
      badge: environmentBadge(this.gateways),
      mayAct: mayAct(ctx),
    })
    return ctx.view.render('pages/start', { page })
  }
}
