import { inject } from '@adonisjs/core'
import { Exception } from '@adonisjs/core/exceptions'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { batchAsJson } from '#app/api/batch_as_json'
import { NoSuchRow } from '#app/api/row_id'
import { BatchService } from '#services/batch_service'

class BatchHasEnded extends Exception {
  static code = 'E_BATCH_HAS_ENDED'
  static status = 409
}

/** Stops a batch: what it has changed stays, and nothing more changes. */
@inject()
export default class BatchStopsController {
  constructor(private readonly batches: BatchService) {}

  async store(ctx: HttpContext) {
    const { id } = ctx.params
    const stopped = await this.batches.stop({ id, actor: actorOf(ctx) })
    if (stopped) return batchAsJson(stopped)
    const ended = await this.batches.byId(id)
    if (!ended) throw new NoSuchRow('batch')
    throw new BatchHasEnded(`Batch ${id} is ${ended.status}: there is nothing to stop`)
  }
}
