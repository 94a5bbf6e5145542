import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { statisticsAsJson } from '#app/api/statistics_as_json'
import { SmsSchedulerService } from '#services/sms_scheduler_service'
import { statisticsValidator } from '#validators/reference'

/** What happened in the last hour, day or week. */
@inject()
export default class StatisticsController {
  constructor(private readonly scheduler: SmsSchedulerService) {}

  async show({ request }: HttpContext) {
    const { timeframe = 'day' } = await statisticsValidator.validate(request.qs())
    return statisticsAsJson(await this.scheduler.getStatistics(timeframe))
  }
}
