import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { checkSelection, type MessageSelection } from './message_selection.js'
import { readNewDate } from './read_new_date.js'
import { landingsOf, RESCHEDULABLE } from './reschedule_page.js'
import { walkSelection } from './walk_selection.js'

export interface ReschedulePreviewRequest extends MessageSelection {
  /** As a person writes it, in the programme's zone. */
  at: string
  /** Messages that are looked at. */
  most: number
}

export interface ReschedulePreview {
  matched: number
  /** There are more than were looked at. */
  isPart: boolean
  /** How many would leave when: instants of the database, soonest first. */
  landings: { at: string; count: number }[]
  /** How many would leave too late to be of use, and therefore keep their date. */
  tooLate: number
}

/** When messages would leave if they got another date. Changes nothing. */
@inject()
export class PreviewReschedule {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {}

  /** @throws InvalidDeskRequest */
  async run({ at: text, most, ...filter }: ReschedulePreviewRequest): Promise<ReschedulePreview> {
    const client = this.db.connection()
    const { timezone } = this.config
    const at = readNewDate(text, { timezone, now: this.clock.now() })
    const selection = checkSelection(filter, { allowed: RESCHEDULABLE, timezone })
    const counts = new Map<string, number>()
    const enough = new AbortController()
    const onProgress = ({ done }: { done: number }) => {
      if (done >= most) enough.abort()
    }
    let tooLate = 0
    const walk = { onProgress, signal: enough.signal }
    const { matched, stopped } = await walkSelection(client, selection, walk, async (page) => {
      const ids = page.map(({ id }) => id)
      for (const { at: lands } of await landingsOf(client, ids, at, this.config)) {
        if (lands === null) tooLate += 1
        else counts.set(lands, (counts.get(lands) ?? 0) + 1)
      }
    })
    const landings = [...counts].map(([lands, count]) => ({ at: lands, count }))
    landings.sort((one, other) => (one.at < other.at ? -1 : 1))
    return { matched, isPart: stopped, landings, tooLate }
  }
}
