import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { keysetPage, pageAnswer } from '#app/api/keyset_page'
import { NoSuchSchedule } from '#app/api/schedule_errors'
import { snakeKeys } from '#app/api/schedule_fields'
import { ScheduleService } from '#services/schedule_service'
import { occurrenceListValidator } from '#validators/schedules'

/** The history of a schedule, newest first. */
@inject()
export default class ScheduleOccurrencesController {
  constructor(private readonly schedules: ScheduleService) {}

  async index({ params, request }: HttpContext) {
    const page = keysetPage(await occurrenceListValidator.validate(request.qs()))
    const scheduleId = params.id
    if (!(await this.schedules.find(scheduleId))) throw new NoSuchSchedule(scheduleId)
    const filter = { scheduleId, beforeId: page.after ?? undefined, limit: page.take }
    return pageAnswer(await this.schedules.occurrences(filter), page, snakeKeys)
  }
}
