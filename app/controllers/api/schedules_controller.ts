import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { keysetPage, pageAnswer } from '#app/api/keyset_page'
import { changedSchedule, IdempotencyKeyTaken, NoSuchSchedule } from '#app/api/schedule_errors'
import { ensureMayChange } from '#app/api/own_schedules'
import { scheduleAsJson } from '#app/api/schedule_as_json'
import { scheduleFields, snakeKeys, withFieldErrors } from '#app/api/schedule_fields'
import { orFaults } from '#app/api/strict_input'
import { validationError } from '#app/api/validation_error'
import type { Schedule } from '#schedules/manage/stored_schedule'
import { AuditService } from '#services/audit_service'
import { ScheduleService } from '#services/schedule_service'
import { scheduleListValidator, versionValidator } from '#validators/schedules'

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
    } = await scheduleListValidator.validate(request.qs())
    const page = keysetPage(paging)
    const filter = { appName, enabled, kind, beforeId: page.after ?? undefined, limit: page.take }
    return pageAnswer(await this.schedules.list(filter), page, withoutPayload)
  }

  /** 201 for a new schedule, 200 for an existing one with the same idempotency key. */
  async store(ctx: HttpContext) {
    const key = ctx.request.header('idempotency-key')
    const author = { source: 'api', actor: actorOf(ctx) }
    const creation = await withFieldErrors(
      (wanted) =>
        this.schedules.create(
          { ...wanted, ...(key !== undefined && { idempotencyKey: key }) },
          author
        ),
      scheduleFields(ctx.request.body())
    )
    const { outcome, schedule } = creation
    if (outcome === 'existing' && !creation.sameRequest) throw new IdempotencyKeyTaken(schedule.id)
    return ctx.response
      .status(outcome === 'created' ? 201 : 200)
      .header('Location', `/api/v1/schedules/${schedule.id}`)
      .send(scheduleAsJson(ctx, schedule))
  }

  /** With the payload, as far as the token may see numbers and texts. */
  async show(ctx: HttpContext) {
    const { id } = ctx.params
    const schedule = await this.schedules.find(id)
    if (!schedule) throw new NoSuchSchedule(id)
    const subject = `schedule:${id}`
    await this.audit.recordRead({ actor: actorOf(ctx), what: 'schedules', subject })
    return scheduleAsJson(ctx, schedule)
  }

  async update(ctx: HttpContext) {
    const { version, ...body } = ctx.request.body()
    const fields = scheduleFields(body)
    await orFaults(versionValidator.validate({ version }), fields.faults)
    if (fields.faults.some(({ field }) => field === 'version')) throw validationError(fields.faults)
    await this.#ensureMayChange(ctx)
    const changed = await withFieldErrors(
      (changes) =>
        this.schedules.edit({ id: ctx.params.id, version, changes, actor: actorOf(ctx) }),
      fields
    )
    return scheduleAsJson(ctx, changedSchedule(changed))
  }

  async destroy(ctx: HttpContext) {
    await this.#ensureMayChange(ctx)
    changedSchedule(await this.schedules.delete({ id: ctx.params.id, actor: actorOf(ctx) }))
    return ctx.response.noContent()
  }

  async #ensureMayChange(ctx: HttpContext) {
    ensureMayChange(ctx, (await this.schedules.find(ctx.params.id)) ?? null)
  }
}

function withoutPayload({ payload: _payload, ...schedule }: Schedule) {
  return snakeKeys(schedule)
}
