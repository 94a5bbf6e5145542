import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { attentionPage } from '#app/pages/attention/attention_page'
import { otherSources } from '#app/pages/attention/other_sources'
import { Readers } from '#app/pages/readers'
import { mayAct } from '#app/pages/may_act'
import { renderLive } from '#dashboard/live_page'
import { userOf } from '#dashboard/user_of'
import { AuditService } from '#services/audit_service'
import { EventsService } from '#services/events_service'
import { InboundService } from '#services/inbound_service'
import { KafkaService } from '#services/kafka_service'
import { OverviewService } from '#services/overview_service'

/** Replies on the page; the rest follows as these are read. */
const REPLIES = 25

/** Events for other programs that are counted. */
const MOST_EVENTS = 10_000

/** Messages that wait for a person, by reason, and unread replies; what programs sent or did not get. */
@inject()
export default class AttentionController {
  constructor(
    private readonly overview: OverviewService,
    private readonly inbound: InboundService,
    private readonly kafka: KafkaService,
    private readonly events: EventsService,
    private readonly audit: AuditService,
    private readonly readers: Readers
  ) {}

  async show(ctx: HttpContext) {
    const found = await this.inbound.listMessages({ unread: true, after: null, take: REPLIES + 1 })
    const replies = found.slice(0, REPLIES)
    const reader = this.readers.of(ctx)
    const page = attentionPage(reader, {
      attention: await this.overview.attention(),
      others: otherSources(reader, {
        letters: this.kafka.isOn ? await this.kafka.deadLettersForPage() : [],
        events: await this.events.countDead(MOST_EVENTS),
        mayAct: mayAct(ctx),
      }),
      replies,
      moreReplies: found.length > REPLIES,
      mayAct: mayAct(ctx),
    })
    const html = await renderLive(ctx, 'pages/attention', { page, mayAct: mayAct(ctx) })
    if (html && replies.length > 0) {
      const rows = replies.map(({ id }) => id)
      await this.audit.recordRead({ actor: userOf(ctx).actor, what: 'inbound_messages', rows })
    }
    return html
  }
}
