import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { Clock } from '#app/clock'
import { exampleFile } from '#imports/example_file'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'

/** A file as an import takes it, with invented children. */
@inject()
export default class ImportExamplesController {
  constructor(
    private readonly clock: Clock,
    private readonly settings: SmsSchedulerConfig
  ) {}

  show({ response }: HttpContext) {
    const { timezone } = this.settings
    response.header('Content-Type', 'text/csv; charset=utf-8')
    response.header('Content-Disposition', 'attachment; filename="example.csv"')
    return exampleFile(this.clock.now().setZone(timezone))
  }
}
