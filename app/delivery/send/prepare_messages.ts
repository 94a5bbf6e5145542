import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { ErasedOptOuts } from '#consents/erased_opt_outs'
import type { ClaimedMessage } from '#delivery/claim/claimed_message'
import { CostCaps } from '#delivery/caps/cost_caps'
import type { Counts } from '#delivery/caps/sending_counts'
import type { ReadyMessage } from '#delivery/message_in_hand'
import { decideAtGate } from '#delivery/send/gate'
import { settleOverCap } from '#delivery/caps/settle_over_cap'
import { DatabaseAge } from '#delivery/restore/database_age'
import type { RestoredSend } from '#delivery/restore/collect_sends'
import { messageIdentity } from '#delivery/restore/message_identity'
import { findRestoredSends } from '#delivery/restore/restored_sends'
import { ActivePauses } from '#delivery/pauses/active_pauses'
import type { Pauses } from '#delivery/pauses/pauses'
import type { Settlement } from '#delivery/send/settle_unsent'
import { MessageStatuses } from '#messages/message_status'
import type { Reason } from '#messages/reasons'
import { composeMessage } from '#texts/compose_message'
import { TemplateStore, type Templates } from '#texts/template_store'
import { toSqlInstant, toSqlInstantCeiling } from '#storage/instants'

export interface PreparedMessages {
  ready: ReadyMessage[]
  /** Not to be sent now, with their decisions. */
  unsent: Settlement[]
}

/** For a preview, page by page. */
export interface Rehearsal {
  /** What earlier pages admitted (see CostCaps). */
  counts?: Counts
  /** Replaces the pauses in force. */
  pauses?: Pauses
}

/**
 * Passes each message through the gate, renders the texts of those that may leave, and checks the
 * caps. Changes nothing.
 */
@inject()
export class PrepareMessages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly templates: TemplateStore,
    private readonly caps: CostCaps,
    private readonly pauses: ActivePauses,
    private readonly erased: ErasedOptOuts,
    private readonly age: DatabaseAge
  ) {}

  async run(messages: ClaimedMessage[], rehearsal: Rehearsal = {}): Promise<PreparedMessages> {
    const pauses = rehearsal.pauses ?? (await this.pauses.load())
    const templates = await this.templates.load(messages.map((message) => message.message_type))
    const prepared: PreparedMessages = { ready: [], unsent: [] }
    const consents = await this.#consentsBeforeErasure(messages)
    const { databaseId } = await this.age.ofDatabase()
    const identities = messages.map((message) => messageIdentity(databaseId, message))
    const restored = await this.#sentBeforeRestore(messages, identities)
    for (const [place, message] of messages.entries()) {
      const identity = identities[place]
      const send = restored.get(identity)
      if (send && send.number > message.attempt_count) {
        prepared.unsent.push({ ...settle(message, MessageStatuses.unknown, 'restored'), send })
        continue
      }
      const consent = message.consent ?? consents.get(message.phone_number) ?? null
      this.#prepare({ ...message, consent }, identity, templates, pauses, prepared)
    }

    const { within, over } = await this.caps.look(prepared.ready, rehearsal.counts)
    const settled = over.map((each) => settleOverCap(each, this.clock.now(), this.config))
    return { ready: within, unsent: [...prepared.unsent, ...settled] }
  }

  /**
   * Numbers that opted out before their erasure and are back. Without such refusals there are no
   * queries.
   */
  async #consentsBeforeErasure(messages: ClaimedMessage[]): Promise<Map<string | null, string>> {
    if (!messages.some((message) => message.erased_opt_outs)) return new Map()
    const phones = messages.flatMap(({ consent, phone_number: phone }) =>
      consent === null && phone !== null ? [phone] : []
    )
    const refused = await this.erased.among(this.db.connection(), phones)
    return new Map([...refused].map((phone) => [phone, 'opted_out']))
  }

  /** Messages sent before the database was restored. Without a restore there are no queries. */
  async #sentBeforeRestore(
    messages: ClaimedMessage[],
    identities: string[]
  ): Promise<Map<string, RestoredSend>> {
    if (!messages.some((message) => message.any_restored)) return new Map()
    return findRestoredSends(this.db.connection(), identities)
  }

  #prepare(
    message: ClaimedMessage,
    identity: string,
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
        /** A retry is rendered again: names and templates may have been corrected. */
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
          identity,
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
  reason: Reason,
  detail: string | null = null
): Settlement {
  return { id: message.id, status, reason, detail, scheduledAt: null }
}
