import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { letterAddress } from '#app/pages/kafka/class_in_words'
import { userOf } from '#dashboard/user_of'
import { RouteNotFound } from '#exceptions/route_not_found'
import { KafkaService } from '#services/kafka_service'

/** Sends a record in again, at most once: of two people the second is told. */
@inject()
export default class KafkaReplaysController {
  constructor(private readonly kafka: KafkaService) {}

  async store(ctx: HttpContext) {
    if (!this.kafka.isOn) throw new RouteNotFound()
    const { i18n, session, response } = ctx
    const id: string = ctx.params.letter
    const outcome = await this.#replay(ctx, id)
    if (outcome === 'not_found') throw new RouteNotFound()
    if (outcome === 'replayed') session.flash('done', i18n.t('kafka.done'))
    else session.flash('problem', i18n.t(`kafka.refused.${outcome}`))
    return response.redirect(letterAddress(id))
  }

  /** If the broker does not answer, the outcome is not known, and the page says "unconfirmed". */
  async #replay(ctx: HttpContext, id: string) {
    try {
      const { outcome } = await this.kafka.replayDeadLetter({ id, actor: userOf(ctx).actor })
      return outcome
    } catch (error) {
      ctx.logger.error({ err: error }, 'Kafka did not confirm a replay')
      return 'no_answer'
    }
  }
}
