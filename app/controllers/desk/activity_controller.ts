import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { kindsFor, readActivity } from '#app/pages/activity/activity_filters'
import { activityPage } from '#app/pages/activity/activity_page'
import { ActivityReader } from '#app/pages/activity/activity_reader'
import { mayAct } from '#app/pages/may_act'
import { Readers } from '#app/pages/readers'
import { userOf } from '#dashboard/user_of'
import { AuditService } from '#services/audit_service'
import { BatchService } from '#services/batch_service'

/** Events on a page. */
const PAGE = 50

/** Bulk work that ended longer ago is found among the events. */
const RECENT = { days: 3 }

/** Who did what, when and why; above it the work on many messages. */
@inject()
export default class ActivityController {
  constructor(
    private readonly audit: AuditService,
    private readonly batches: BatchService,
    private readonly activity: ActivityReader,
    private readonly readers: Readers
  ) {}

  async index(ctx: HttpContext) {
    const reader = this.readers.of(ctx)
    const { role } = userOf(ctx)
    const wish = readActivity(ctx.request.qs(), { zone: reader.zone, role })
    const found = await this.audit.activity(wish.filter, { after: wish.after, limit: PAGE })
    const batches = await this.batches.recent(reader.now.minus(RECENT))
    const actors = await this.audit.actors()
    const others = [...actors, ...batches.map(({ createdBy }) => createdBy)]
    const page = activityPage(reader, {
      ...(await this.activity.contextOf(ctx, found.events, others)),
      wish,
      found,
      batches,
      actors,
      kinds: kindsFor(role),
      mayAct: mayAct(ctx),
    })
    return ctx.view.render('pages/activity', { page })
  }
}
