import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { ErasedOptOuts } from '#consents/erased_opt_outs'
import type { ClaimedMessage } from '#delivery/claim/claimed_message'
import { CostCaps } from '#delivery/caps/cost_caps'
import type { Counts } from '#delivery/caps/sending_counts'
import type { ReadyMessage } from '#delivery/send/sending_message'
import { decideAtGate } from '#delivery/send/gate'
import { settleOverCap } from '#delivery/caps/settle_over_cap'
import { ActivePauses } from '#delivery/pauses/active_pauses'
import type { Pauses } from '#delivery/pauses/pauses'
import type { Settlement } from '#delivery/send/settle_unsent'
import { MessageStatuses } from '#models/message_status'
import { composeMessage } from '#reminders/compose_message'
import { TemplateStore, type Templates } from '#reminders/template_store'
import { toSqlInstant, toSqlInstantCeiling } from '#storage/instants'

export interface PreparedMessages {
  ready: ReadyMessage[]
  /** Not to be sent now, and what becomes of them instead. */
  unsent: Settlement[]
}

/** For a preview, page by page, of what is not sent. */
export interface Rehearsal {
  /** What was let through before (see CostCaps). */
  counts?: Counts
  /** Others than those in force. */
  pauses?: Pauses
}

/** Asks the gate about each message, writes the text of those that may leave, and looks at the caps. Changes nothing. */
@inject()
export class PrepareMessages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly templates: TemplateStore,
    private readonly caps: CostCaps,
    private readonly pauses: ActivePauses,
    private readonly erased: ErasedOptOuts
  ) {}

  async run(messages: ClaimedMessage[], rehearsal: Rehearsal = {}): Promise<PreparedMessages> {
    const pauses = rehearsal.pauses ?? (await this.pauses.load())
    const templates = await this.templates.load(messages.map((message) => message.message_type))
    const prepared: PreparedMessages = { ready: [], unsent: [] }
    const consents = await this.#consentsBeforeErasure(messages)
    for (const message of messages) {
      const consent = message.consent ?? consents.get(message.phone_number) ?? null
      this.#prepare({ ...message, consent }, templates, pauses, prepared)
    }

    const { within, over } = await this.caps.look(prepared.ready, rehearsal.counts)
    const settled = over.map((each) => settleOverCap(each, this.clock.now(), this.config))
    return { ready: within, unsent: [...prepared.unsent, ...settled] }
  }

  /** Numbers that are here again after they had said no; without any such refusal this asks the database nothing. */
  async #consentsBeforeErasure(messages: ClaimedMessage[]): Promise<Map<string | null, string>> {
    if (!messages.some((message) => message.erased_opt_outs)) return new Map()
    const phones = messages.flatMap(({ consent, phone_number: phone }) =>
      consent === null && phone !== null ? [phone] : []
    )
    const refused = await this.erased.among(this.db.connection(), phones)
    return new Map([...refused].map((phone) => [phone, 'opted_out']))
  }

  #prepare(
    message: ClaimedMessage,
    templates: Templates,
    pauses: Pauses,
    { ready, unsent }: PreparedMessages
  ): void {
    const decision = decideAtGate(message, this.clock.now(), this.config, pauses)
    switch (decision.kind) {
      case 'close':
        unsent.push(settle(message, decision.status, decision.reason))
        return
      case 'defer':
        unsent.push({
          ...settle(message, MessageStatuses.pending, decision.reason),
          scheduledAt: toSqlInstantCeiling(decision.until),
        })
        return
      case 'send': {
        /** A retry is rendered anew: names and texts may have been mended since. */
        const body = message.template_version === null ? message.body : null
        const text = composeMessage({ ...message, body }, templates, this.config.text)
        if (!text.ok) {
          unsent.push(settle(message, MessageStatuses.failed, text.reason, text.detail))
          return
        }
        ready.push({
          id: message.id,
          messageType: message.message_type,
          phoneNumber: message.phone_number!,
          body: text.body,
          encoding: text.encoding,
          segments: text.segments,
          templateVersion: text.templateVersion,
          leaveBefore: decision.leaveBefore ? toSqlInstant(decision.leaveBefore) : null,
          timezone: message.timezone,
          retryCount: message.retry_count,
          retryingSince: message.retrying_since,
          expiresAt: message.expires_at,
        })
        return
      }
      default:
        decision satisfies never
    }
  }
}

function settle(
  message: ClaimedMessage,
  status: Settlement['status'],
  reason: string,
  detail: string | null = null
): Settlement {
  return { id: message.id, status, reason, detail, scheduledAt: null }
}
