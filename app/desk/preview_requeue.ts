import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { ClaimedMessages } from '#delivery/claim/claimed_message'
import { PrepareMessages } from '#delivery/send/prepare_messages'
import type { RequeueRequest } from './requeue_messages.js'
import { checkRequeue } from './requeue_request.js'
import { NO_REFUSALS, whyNotRequeued, type Refusals } from './requeue_verdict.js'
import type { SelectedMessage, UnmatchedMessage } from './selected_messages.js'
import { walkSelection } from './walk_selection.js'
import { MessageStatuses } from '#messages/message_status'
import { toSqlInstant } from '#storage/instants'

export interface RequeuePreview {
  matched: number
  wouldRequeue: number
  /** What the operator would bill for the messages that would be requeued and pass the gate. */
  segments: number
  refused: Refusals
  /** How many matched messages have which reason. */
  byReason: Record<string, number>
  /** How many that would be requeued the operator may already have. */
  mayArriveTwice: number
  /** What the gate would do with them now. */
  gate: {
    send: number
    /** By reason: never sent, for example because the visit is recorded. */
    stopped: Record<string, number>
    /** By reason: sent later, for example when the window opens. */
    deferred: Record<string, number>
  }
  /** Selected by id, but not in a state that can be sent again. */
  unmatched: UnmatchedMessage[]
  stopped: boolean
}

/** The effect of a retry, by the same selection, refusals and gate. Changes nothing. */
@inject()
export class PreviewRequeue {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly claimed: ClaimedMessages,
    private readonly prepare: PrepareMessages
  ) {}

  /** @throws InvalidDeskRequest */
  async run(request: Omit<RequeueRequest, 'actor'>): Promise<RequeuePreview> {
    const { selection, rules } = checkRequeue(request, this.config)
    const preview = emptyPreview()
    const { left, ...walk } = await walkSelection(
      this.db.connection(),
      selection,
      request,
      async (page) => {
        const now = toSqlInstant(this.clock.now())
        const wanted: SelectedMessage[] = []
        for (const message of page) {
          count(preview.byReason, message.reason ?? message.status)
          const refusal = whyNotRequeued(message, { now, ...rules })
          if (refusal) preview.refused[refusal] += 1
          else wanted.push(message)
        }
        preview.wouldRequeue += wanted.length
        preview.mayArriveTwice += wanted.filter(isUnknown).length
        await this.#askGate(wanted, preview)
      }
    )
    preview.refused.changedMeanwhile += left
    return { ...preview, ...walk }
  }

  async #askGate(wanted: SelectedMessage[], preview: RequeuePreview): Promise<void> {
    if (wanted.length === 0) return
    const ids = wanted.map(({ id }) => id)
    const { ready, unsent } = await this.prepare.run(await this.claimed.load(ids))
    preview.gate.send += ready.length
    for (const { segments } of ready) preview.segments += segments

    /** A message that waits for its window has no text yet; its last text gives the length. */
    const segmentsOf = new Map(wanted.map(({ id, segments }) => [id, segments ?? 1]))
    for (const { id, status, reason } of unsent) {
      const deferred = status === MessageStatuses.pending
      count(deferred ? preview.gate.deferred : preview.gate.stopped, reason)
      if (deferred) preview.segments += segmentsOf.get(id)!
    }
  }
}

function isUnknown({ status }: SelectedMessage): boolean {
  return status === MessageStatuses.unknown
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (Object.hasOwn(counts, name) ? counts[name] : 0) + 1
}

function emptyPreview(): RequeuePreview {
  return {
    matched: 0,
    wouldRequeue: 0,
    segments: 0,
    refused: { ...NO_REFUSALS },
    byReason: {},
    mayArriveTwice: 0,
    gate: { send: 0, stopped: {}, deferred: {} },
    unmatched: [],
    stopped: false,
  }
}
