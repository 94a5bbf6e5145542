import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { userOf } from '#dashboard/user_of'
import { BatchService } from '#services/batch_service'

/** Stops a batch: what it has changed stays. One that has ended stays as it ended. */
@inject()
export default class BatchStopsController {
  constructor(private readonly batches: BatchService) {}

  async store(ctx: HttpContext) {
    const id = Number(ctx.params.id)
    await this.batches.stop({ id, actor: userOf(ctx).actor })
    return ctx.response.redirect(`/batches/${id}`)
  }
}
