import { inject } from '@adonisjs/core'
import type { InboundFilter } from '#inbound/list_inbound_messages'
import type { WebhookCall } from '#inbound/webhook'
import { onFirstUse } from '#services/on_first_use'
import { RunningWork } from '#services/running_work'

const applyReceipts = onFirstUse(
  () => import('#inbound/apply_receipts').then(({ ApplyReceipts }) => ApplyReceipts),
  (apply, signal) => apply.run({ signal })
)

const handleReplies = onFirstUse(
  () => import('#inbound/handle_inbound_messages').then((module) => module.HandleInboundMessages),
  (handle, signal) => handle.run({ signal })
)

/** Receipts and replies from operators. */
@inject()
export class InboundService {
  constructor(private readonly work: RunningWork) {}

  /** Stores a call of the operator; committed when it returns. `applyWebhooks` does the rest. */
  receiveWebhook(call: WebhookCall) {
    return this.work.perform(
      () => import('#inbound/receive_webhook').then(({ ReceiveWebhook }) => ReceiveWebhook),
      (receive) => receive.run(call)
    )
  }

  /**
   * Applies stored receipts and replies. A failure or delay of one kind does not hold up the other.
   */
  async applyWebhooks() {
    const [receipts, replies] = await Promise.allSettled([
      this.work.together('receipts', applyReceipts),
      this.work.together('replies', handleReplies),
    ])
    if (receipts.status === 'rejected') throw receipts.reason
    if (replies.status === 'rejected') throw replies.reason
    return { receipts: receipts.value, replies: replies.value }
  }

  /** Marks messages whose receipt never came; returns how many. */
  markUnconfirmed() {
    return this.work.perform(
      () => import('#inbound/mark_unconfirmed').then(({ MarkUnconfirmed }) => MarkUnconfirmed),
      (mark, signal) => mark.run({ signal })
    )
  }

  /** Replies, newest first. */
  listMessages(filter: InboundFilter) {
    return this.work.perform(
      () => import('#inbound/list_inbound_messages').then((module) => module.ListInboundMessages),
      (list) => list.run(filter)
    )
  }

  /** Marks a reply as read; null if no reply has this id. */
  markMessageRead(request: { id: number; actor: string }) {
    return this.work.perform(
      () =>
        import('#inbound/mark_inbound_message_read').then((part) => part.MarkInboundMessageRead),
      (mark) => mark.run(request)
    )
  }
}
