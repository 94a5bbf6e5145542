import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { covers } from '#access/roles'
import { actorInWords } from '#dashboard/actor_in_words'
import { userOf } from '#dashboard/user_of'
import { OverviewService } from '#services/overview_service'
import { PageService } from '#services/page_service'
import type { ListedAuditEvent } from '#storage/audit/list_audit_events'
import type { WordsContext } from './event_in_words.js'

const USER = /^user:\d+$/
const PATIENT = /^patient:(\d{1,15})$/

/** Finds the names that events are written down with. */
@inject()
export class ActivityReader {
  constructor(
    private readonly names: PageService,
    private readonly overview: OverviewService
  ) {}

  /** `others`: actors who are named beside the events. */
  async contextOf(
    ctx: HttpContext,
    events: ListedAuditEvent[],
    others: string[] = []
  ): Promise<WordsContext> {
    const subjects = events.flatMap(({ subject }) => subject ?? [])
    const users = subjects.filter((subject) => USER.test(subject))
    const actors = events.map(({ actor }) => actor)
    const names = await this.names.nameActors([...new Set([...actors, ...users, ...others])])
    const ids = subjects.flatMap((subject) => PATIENT.exec(subject)?.[1] ?? [])
    return {
      nameOf: (actor) => actorInWords(actor, names, ctx.i18n),
      refs: await this.overview.refsOf([...new Set(ids.map(Number))]),
      isAdmin: covers(userOf(ctx).role, 'admin'),
    }
  }
}
