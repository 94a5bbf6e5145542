import { inject } from '@adonisjs/core'
import config from '@adonisjs/core/services/config'
import type { HttpContext } from '@adonisjs/core/http'
import { mayAct } from '#app/pages/may_act'
import { Readers } from '#app/pages/readers'
import { todayPage } from '#app/pages/today/today_page'
import { renderLive } from '#dashboard/live_page'
import { missingSteps, startPage } from '#app/pages/start/start_page'
import { environmentBadge } from '#dashboard/environment_badge'
import { GatewayConfig } from '#gateways/define_config'
import { KeptHealth } from '#monitoring/kept_health'
import { OverviewService } from '#services/overview_service'
import { SmsSchedulerService } from '#services/sms_scheduler_service'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'

/** Whether all is well, and what needs a person. */
@inject()
export default class TodayController {
  constructor(
    private readonly overview: OverviewService,
    private readonly scheduler: SmsSchedulerService,
    private readonly kept: KeptHealth,
    private readonly settings: SmsSchedulerConfig,
    private readonly gateways: GatewayConfig,
    private readonly readers: Readers
  ) {}

  async show(ctx: HttpContext) {
    const keptMs = config.get<number>('monitoring.healthKeptMs')
    const report = await this.kept.get('', keptMs, () => this.scheduler.getHealthStatus({}))
    const reader = this.readers.of(ctx)
    const today = await this.overview.today()
    const start = await this.overview.start()
    if (today.isEmpty && !start.hasChildren) {
      const badge = environmentBadge(this.gateways)
      const page = startPage(reader, { start, report, badge, mayAct: mayAct(ctx) })
      return ctx.view.render('pages/start', { page })
    }
    const { minimumDaysLeft: minimumDays } = this.settings.balance
    const page = todayPage(reader, today, report, { minimumDays })
    const missing = missingSteps({ start, report }).length
    return renderLive(ctx, 'pages/today', { page, missing })
  }
}
