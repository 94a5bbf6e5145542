import { inject } from '@adonisjs/core'
import config from '@adonisjs/core/services/config'
import type { HttpContext } from '@adonisjs/core/http'
import { mayAct } from '#app/pages/may_act'
import { Readers } from '#app/pages/readers'
import { systemPage } from '#app/pages/system/system_page'
import { actorInWords } from '#dashboard/actor_in_words'
import { renderLive } from '#dashboard/live_page'
import { KeptHealth } from '#monitoring/kept_health'
import { AlertService } from '#services/alert_service'
import { OverviewService } from '#services/overview_service'
import { PageService } from '#services/page_service'
import { ReferenceService } from '#services/reference_service'
import { SmsSchedulerService } from '#services/sms_scheduler_service'
import { TimetableService } from '#services/timetable_service'

/** Health centres that a form offers. */
const FACILITIES = 500

/** Whether the parts work, what is paused, and what is left of the units. */
@inject()
export default class SystemsController {
  constructor(
    private readonly scheduler: SmsSchedulerService,
    private readonly kept: KeptHealth,
    private readonly overview: OverviewService,
    private readonly alerts: AlertService,
    private readonly references: ReferenceService,
    private readonly timetable: TimetableService,
    private readonly names: PageService,
    private readonly readers: Readers
  ) {}

  async show(ctx: HttpContext) {
    const keptMs = config.get<number>('monitoring.healthKeptMs')
    const system = await this.overview.system()
    const { everything, facilities, types } = system.pauses
    const pausers = [everything, ...facilities.values(), ...types.values()].map(
      (pause) => pause?.pausedBy ?? ''
    )
    const incidents = await this.alerts.listIncidents()
    const takers = incidents.map(({ acknowledgedBy }) => acknowledgedBy ?? '')
    const names = await this.names.nameActors([...pausers, ...takers])
    const centres = await this.references.facilities({ after: null, take: FACILITIES })
    const { jobs } = await this.timetable.listJobs()
    const page = systemPage(this.readers.of(ctx), {
      report: await this.kept.get('', keptMs, () => this.scheduler.getHealthStatus({})),
      system,
      incidents,
      accounts: await this.references.accounts(),
      jobs,
      intake: await this.overview.intake(),
      facilities: new Map(centres.map(({ code, name }) => [code, name])),
      nameOf: (actor) => actorInWords(actor, names, ctx.i18n),
      mayAct: mayAct(ctx),
    })
    return renderLive(ctx, 'pages/system', { page })
  }
}
