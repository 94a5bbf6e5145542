import { Readable } from 'node:stream'
import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { csvRows, resultsCsv } from '#app/pages/results/results_csv'
import { resultsPage } from '#app/pages/results/results_page'
import { Readers } from '#app/pages/readers'
import { RESULT_PARTS } from '#evaluation/results_request'
import { ResultsService } from '#services/results_service'

/** Did it work? On a page, and as a file for an evaluator. Neither has names of people. */
@inject()
export default class ResultsController {
  constructor(
    private readonly results: ResultsService,
    private readonly readers: Readers
  ) {}

  async show(ctx: HttpContext) {
    const by = partOf(ctx)
    const page = resultsPage(this.readers.of(ctx), await this.results.read({ by }), by)
    return ctx.view.render('pages/results', { page })
  }

  async export(ctx: HttpContext) {
    const by = partOf(ctx)
    const results = await this.results.read({ by })
    ctx.response.header('Content-Type', 'text/csv; charset=utf-8')
    ctx.response.header('Content-Disposition', `attachment; filename="results-${results.to}.csv"`)
    const rows = Readable.from(csvRows(results, by))
    return ctx.response.stream(rows.compose(resultsCsv()) as Readable)
  }
}

function partOf({ request }: HttpContext) {
  return RESULT_PARTS.find((part) => part === request.qs().by) ?? 'type'
}
