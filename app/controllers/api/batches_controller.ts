import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { batchAsJson } from '#app/api/batch_as_json'
import { batchRequest } from '#app/api/batch_request'
import { withDeskErrors } from '#app/api/desk_errors'
import { keysetPage, pageAnswer } from '#app/api/keyset_page'
import { NoSuchRow } from '#app/api/row_id'
import { inBackground } from '#promises/in_background'
import { BatchService } from '#services/batch_service'
import {
  batchFilterValidator,
  batchListValidator,
  messageBatchValidator,
} from '#validators/messages'

const VALIDATORS = { body: messageBatchValidator, filter: batchFilterValidator }

/** What is done to all messages of a filter, in the background. */
@inject()
export default class BatchesController {
  constructor(private readonly batches: BatchService) {}

  async index({ request }: HttpContext) {
    const page = keysetPage(await batchListValidator.validate(request.qs()))
    return pageAnswer(await this.batches.list(page), page, batchAsJson)
  }

  async show({ params }: HttpContext) {
    const batch = await this.batches.byId(params.id)
    if (!batch) throw new NoSuchRow('batch')
    return batchAsJson(batch)
  }

  /** 202: this process begins at once; any other goes on if it ends. */
  async store(ctx: HttpContext) {
    const { action, filter, options } = await batchRequest(ctx, VALIDATORS)
    const request = { action, filter, options, actor: actorOf(ctx) }
    const batch = await withDeskErrors(() => this.batches.create(request))
    inBackground(
      () => this.batches.workOff(),
      (error) => ctx.logger.error({ err: error }, 'batches could not be worked off')
    )
    ctx.response.status(202).header('Location', `/api/v1/batches/${batch.id}`)
    return batchAsJson(batch)
  }
}
