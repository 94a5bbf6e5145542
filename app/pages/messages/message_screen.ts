import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { mayAct } from '#app/pages/may_act'
import { messagePage } from '#app/pages/messages/message_page'
import { Readers } from '#app/pages/readers'
import { actorInWords } from '#dashboard/actor_in_words'
import { userOf } from '#dashboard/user_of'
import { RouteNotFound } from '#exceptions/route_not_found'
import { AuditService } from '#services/audit_service'
import { DeskService } from '#services/desk_service'
import { PageService } from '#services/page_service'

/** A message with all that happened to it; who looked is recorded before anything is shown. */
@inject()
export class MessageScreen {
  constructor(
    private readonly desk: DeskService,
    private readonly names: PageService,
    private readonly audit: AuditService,
    private readonly readers: Readers
  ) {}

  /** `revealed`: with the whole number of the family, this once. */
  async show(ctx: HttpContext, { revealed = false } = {}): Promise<string> {
    const { id } = ctx.params
    const shown = await this.desk.show({ id, unmasked: revealed })
    if (!shown) throw new RouteNotFound()
    const { actor } = userOf(ctx)
    const subject = `message:${id}`
    if (revealed) await this.audit.append({ actor, action: 'number_revealed', subject })
    else await this.audit.recordRead({ actor, what: 'messages', subject })
    const ref = shown.message.patient
    const names = await this.names.nameActors(shown.events.map((event) => event.actor ?? ''))
    const page = messagePage(this.readers.of(ctx), {
      shown,
      patient: ref === null ? null : await this.desk.showPatient({ ref }),
      nameOf: (one) => (one === null ? null : actorInWords(one, names, ctx.i18n)),
      mayAct: mayAct(ctx),
      revealed,
    })
    return ctx.view.render('pages/message', { page })
  }
}
