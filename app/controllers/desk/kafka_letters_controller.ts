import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { LETTER_CLASSES } from '#app/pages/kafka/class_in_words'
import { letterPage } from '#app/pages/kafka/letter_page'
import { lettersPage } from '#app/pages/kafka/letters_page'
import { mayAct } from '#app/pages/may_act'
import { Readers } from '#app/pages/readers'
import { userOf } from '#dashboard/user_of'
import { RouteNotFound } from '#exceptions/route_not_found'
import { AuditService } from '#services/audit_service'
import { KafkaService } from '#services/kafka_service'

/** Kafka records that could not be taken in. These pages exist only where Kafka is in use. */
@inject()
export default class KafkaLettersController {
  constructor(
    private readonly kafka: KafkaService,
    private readonly audit: AuditService,
    private readonly readers: Readers
  ) {}

  async index(ctx: HttpContext) {
    if (!this.kafka.isOn) throw new RouteNotFound()
    const page = lettersPage(this.readers.of(ctx), {
      letters: await this.kafka.deadLettersForPage(),
      only: LETTER_CLASSES.find((name) => name === ctx.request.qs().class) ?? null,
    })
    return ctx.view.render('pages/kafka_letters', { page })
  }

  async show(ctx: HttpContext) {
    if (!this.kafka.isOn) throw new RouteNotFound()
    const reader = this.readers.of(ctx)
    const letter = await this.kafka.deadLetterForPage(ctx.params.letter)
    if (letter === undefined) throw new RouteNotFound()
    if (letter === null) {
      const page = lettersPage(reader, { letters: null, only: null })
      return ctx.view.render('pages/kafka_letters', { page })
    }
    const { actor } = userOf(ctx)
    const subject = `dead_letter:${letter.id}`
    await this.audit.recordRead({ actor, what: 'dead_letters', subject })
    const page = letterPage(reader, { letter, mayAct: mayAct(ctx) })
    return ctx.view.render('pages/kafka_letter', { page })
  }
}
