import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { keysetPage, pageAnswer } from '#app/api/keyset_page'
import { changedSchedule, IdempotencyKeyTaken, NoSuchSchedule } from '#app/api/schedule_errors'
import { scheduleRequest, snakeKeys, withFieldErrors } from '#app/api/schedule_fields'
import type { Schedule } from '#schedules/manage/stored_schedule'
import { AuditService } from '#services/audit_service'
import { ScheduleService } from '#services/schedule_service'
import { schedulesValidator, versionValidator } from '#validators/schedules'

@inject()
export default class SchedulesController {
  constructor(
    private readonly schedules: ScheduleService,
    private readonly audit: AuditService
  ) {}

  /** Without payloads, which may contain numbers and texts. */
  async index({ request }: HttpContext) {
    const {
      app_name: appName,
      enabled,
      kind,
      ...paging
    } = await request.validateUsing(schedulesValidator)
    const page = keysetPage(paging)
    const filter = { appName, enabled, kind, beforeId: page.after ?? undefined, limit: page.take }
    return pageAnswer(await this.schedules.list(filter), page, withoutPayload)
  }

  /** 201 for a new schedule, 200 for an existing one with the same idempotency key. */
  async store(ctx: HttpContext) {
    const wanted = scheduleRequest(ctx.request.body())
    const key = ctx.request.header('idempotency-key')
    const author = { source: 'api', actor: actorOf(ctx) }
    const creation = await withFieldErrors(() =>
      this.schedules.create(
        { ...wanted, ...(key !== undefined && { idempotencyKey: key }) },
        author
      )
    )
    const { outcome, schedule } = creation
    if (outcome === 'existing' && !creation.sameRequest) throw new IdempotencyKeyTaken(schedule.id)
    return ctx.response
      .status(outcome === 'created' ? 201 : 200)
      .header('Location', `/api/v1/schedules/${schedule.id}`)
      .send(snakeKeys(schedule))
  }

  /** With the payload, which may contain a number and a text. */
  async show(ctx: HttpContext) {
    const { id } = ctx.params
    const schedule = await this.schedules.find(id)
    if (!schedule) throw new NoSuchSchedule(id)
    const subject = `schedule:${id}`
    await this.audit.recordRead({ actor: actorOf(ctx), what: 'schedules', subject })
    return snakeKeys(schedule)
  }

  async update(ctx: HttpContext) {
    await ctx.request.validateUsing(versionValidator)
    const { version, ...body } = ctx.request.body()
    const changes = scheduleRequest(body)
    const request = { id: ctx.params.id, version, changes, actor: actorOf(ctx) }
    return snakeKeys(changedSchedule(await withFieldErrors(() => this.schedules.edit(request))))
  }

  async destroy(ctx: HttpContext) {
    changedSchedule(await this.schedules.delete({ id: ctx.params.id, actor: actorOf(ctx) }))
    return ctx.response.noContent()
  }
}

function withoutPayload({ payload: _payload, ...schedule }: Schedule) {
  return snakeKeys(schedule)
}
