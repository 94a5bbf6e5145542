import { inject } from '@adonisjs/core'
import type { DateTime } from 'luxon'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { ErasedOptOuts } from '#consents/erased_opt_outs'
import type { ClaimedMessage } from '#delivery/claim/claimed_message'
import { SendingCaps } from '#delivery/caps/sending_caps'
import type { Counts } from '#delivery/caps/sending_counts'
import type { ReadyMessage } from '#delivery/message_in_hand'
import { decideAtGate, type GateDecision } from '#delivery/send/gate'
import { SentByHand } from '#delivery/send/sent_by_hand'
import { formMessages } from '#delivery/together/form_messages'
import type { AdmittedMessage } from '#delivery/together/group_reminders'
import { settleOverCap } from '#delivery/caps/settle_over_cap'
import { DatabaseAge } from '#delivery/restore/database_age'
import type { RestoredSend } from '#delivery/restore/collect_sends'
import { messageIdentity } from '#delivery/restore/message_identity'
import { isHeldOut } from '#evaluation/hold_out'
import { findRestoredSends } from '#delivery/restore/restored_sends'
import { ActivePauses } from '#delivery/pauses/active_pauses'
import type { Pauses } from '#delivery/pauses/pauses'
import type { Settlement } from '#delivery/send/settle_unsent'
import { MessageStatuses } from '#messages/message_status'
import type { Reason } from '#messages/reasons'
import { TemplateStore } from '#texts/template_store'
import { toSqlInstant, toSqlInstantCeiling } from '#storage/instants'
import { isTimeZone } from '#values/time_zone'

export interface PreparedMessages {
  ready: ReadyMessage[]
  /** Not to be sent now, with their decisions. */
  unsent: Settlement[]
}

/** For a preview, page by page. */
export interface Rehearsal {
  /** What earlier pages admitted (see SendingCaps). */
  counts?: Counts
  /** Replaces the pauses in force. */
  pauses?: Pauses
}

/**
 * Passes each message through the gate, makes SMS of those that may leave, and checks the caps.
 * Changes nothing.
 */
@inject()
export class PrepareMessages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly templates: TemplateStore,
    private readonly caps: SendingCaps,
    private readonly pauses: ActivePauses,
    private readonly byHand: SentByHand,
    private readonly erased: ErasedOptOuts,
    private readonly age: DatabaseAge
  ) {}

  async run(messages: ClaimedMessage[], rehearsal: Rehearsal = {}): Promise<PreparedMessages> {
    const pauses = rehearsal.pauses ?? (await this.pauses.load())
    const templates = await this.templates.load(messages.map((message) => message.message_type))
    const unsent: Settlement[] = []
    const consents = await this.#consentsBeforeErasure(messages)
    const { databaseId } = await this.age.ofDatabase()
    const identities = messages.map((message) => messageIdentity(databaseId, message))
    const restored = await this.#sentBeforeRestore(messages, identities)
    const admitted: AdmittedMessage[] = []
    const byHand = await this.byHand.among(messages)
    const now = this.clock.now()
    for (const [place, message] of messages.entries()) {
      const identity = identities[place]
      const send = restored.get(identity)
      if (send && send.number > message.attempt_count) {
        unsent.push({ ...settle(message, MessageStatuses.unknown, 'restored'), send })
        continue
      }
      const consent = message.consent ?? consents.get(message.phone_number) ?? null
      const decision = decideAtGate({ ...message, consent }, now, this.config, pauses)
      if (decision.kind !== 'send') unsent.push(settleDecision(message, decision))
      else if (isReminder(message) && byHand.has(message.patient_id))
        unsent.push(settle(message, MessageStatuses.suppressed, 'sent_by_hand'))
      else if (this.#isHeldOut(message, databaseId, now))
        unsent.push(settle(message, MessageStatuses.suppressed, 'held_out'))
      else admitted.push(admit(message, identity, decision.leaveBefore))
    }

    const formed = formMessages(admitted, templates, this.config)
    const { within, over } = await this.caps.look(formed.ready, rehearsal.counts)
    const settled = over.flatMap((each) => settleOverCap(each, now, this.config))
    return { ready: within, unsent: [...unsent, ...formed.unsent, ...settled] }
  }

  /** The last check: those who are reminded have passed the same ones. */
  #isHeldOut(message: ClaimedMessage, databaseId: string, now: DateTime): boolean {
    const { patient_id: patientId, due_on: dueOn, timezone } = message
    if (this.config.evaluation.holdOutShare === 0) return false
    if (!isReminder(message) || patientId === null || dueOn === null) return false
    const zone = timezone && isTimeZone(timezone) ? timezone : this.config.timezone
    const reminder = { patientId, dueOn }
    return isHeldOut(reminder, this.config.evaluation, databaseId, now.setZone(zone))
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
}

function isReminder({ immunization_id: immunization }: ClaimedMessage): boolean {
  return immunization !== null
}

function admit(
  message: ClaimedMessage,
  identity: string,
  leaveBefore: DateTime | null
): AdmittedMessage {
  return {
    id: message.id,
    message,
    identity,
    timezone: message.timezone,
    expiresAt: message.expires_at,
    leaveBefore: leaveBefore && toSqlInstant(leaveBefore),
  }
}

function settleDecision(
  message: ClaimedMessage,
  decision: Exclude<GateDecision, { kind: 'send' }>
): Settlement {
  if (decision.kind === 'close') return settle(message, decision.status, decision.reason)
  return {
    ...settle(message, MessageStatuses.pending, decision.reason),
    scheduledAt: toSqlInstantCeiling(decision.until),
  }
}

function settle(message: ClaimedMessage, status: Settlement['status'], reason: Reason): Settlement {
  return { id: message.id, status, reason, detail: null, scheduledAt: null }
}
