import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { forecastPage } from '#app/pages/forecast/forecast_page'
import { Readers } from '#app/pages/readers'
import { OverviewService } from '#services/overview_service'

/** What would leave in the next seven days, by day, facility and account. */
@inject()
export default class ForecastsController {
  constructor(
    private readonly overview: OverviewService,
    private readonly readers: Readers
  ) {}

  async show(ctx: HttpContext) {
    const page = forecastPage(this.readers.of(ctx), await this.overview.forecast())
    return ctx.view.render('pages/forecast', { page })
  }
}
