import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { RouteNotFound } from '#exceptions/route_not_found'
import { UnusablePause } from '#delivery/pauses/errors'
import type { PauseTarget } from '#delivery/pauses/pause_target'
import { ReferenceService } from '#services/reference_service'
import { SendingService } from '#services/sending_service'
import { readTarget } from './pause_address.js'
import { MOST_PREVIEWED, type PauseQuestion } from './pause_page.js'

/** Asks the gate what a pause holds, or would. */
@inject()
export class PausePreview {
  constructor(
    private readonly sending: SendingService,
    private readonly references: ReferenceService
  ) {}

  /** Of what the request names. */
  async of({ request }: HttpContext): Promise<PauseQuestion> {
    const target = readTarget(request.input('what'))
    if (!target) throw new RouteNotFound()
    return {
      target,
      preview: await this.#preview(target),
      facilities: await this.#nameOf(target),
    }
  }

  async #preview(target: PauseTarget) {
    try {
      return await this.sending.previewResume(target, { limit: MOST_PREVIEWED })
    } catch (error) {
      if (error instanceof UnusablePause) throw new RouteNotFound()
      throw error
    }
  }

  async #nameOf({ scope, subject }: PauseTarget): Promise<Map<string, string>> {
    if (scope !== 'facility') return new Map()
    const facility = await this.references.facility(subject)
    return new Map(facility ? [[subject, facility.name]] : [])
  }
}
