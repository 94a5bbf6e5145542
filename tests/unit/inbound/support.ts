import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { Database } from '@adonisjs/lucid/database'
import { DateTime } from 'luxon'
import type { FrozenClock } from '#app/clock'
import { ApplyReceipts } from '#inbound/apply_receipts'
import { MarkUnconfirmed } from '#inbound/mark_unconfirmed'
import { ReceiveWebhook } from '#inbound/receive_webhook'
import SmsAttempt from '#models/sms_attempt'
import type SmsMessage from '#models/sms_message'
import { aMessage } from '#tests/helpers/arrange'
import { anEngine, TEST_NOW } from '#tests/helpers/sweeps'

export const now = DateTime.fromISO(TEST_NOW, { zone: 'utc' })

export interface GivenReceipt {
  id?: string | null
  status: string
  number?: string | null
}

/** As Orange sends it. */
export function receiptBody({ id, status, number }: GivenReceipt): string {
  return JSON.stringify({
    deliveryInfoNotification: {
      ...(id === null ? {} : { callbackData: id }),
      deliveryInfo: {
        ...(number ? { address: `tel:${number}` } : {}),
        deliveryStatus: status,
      },
    },
  })
}

/** Everything that comes back, on a clock of the test's own. */
export async function anInbox(parts: Parameters<typeof anEngine>[0] = {}) {
  const engine = await anEngine(parts)
  const clock = engine.clock as FrozenClock
  const receive = new ReceiveWebhook(parts.db ?? (await app.container.make(Database)), clock, 'CM')
  const apply = await engine.resolver.make(ApplyReceipts)
  return {
    ...engine,
    receive,
    apply,
    unconfirmed: await engine.resolver.make(MarkUnconfirmed),
    /** Stores receipts, without applying them. */
    store: async (...receipts: GivenReceipt[]) => {
      for (const receipt of receipts)
        await receive.run({ kind: 'delivery_receipt', body: receiptBody(receipt) })
    },
    /** Stores receipts and applies them. */
    get: async (...receipts: GivenReceipt[]) => {
      for (const receipt of receipts)
        await receive.run({ kind: 'delivery_receipt', body: receiptBody(receipt) })
      return apply.run()
    },
  }
}

/** A message that left a minute ago under an id of the operator, with its attempt. */
export async function aSentMessage(
  values: Partial<InstanceType<typeof SmsMessage>> = {}
): Promise<SmsMessage> {
  const message = await aMessage({
    status: 'sent',
    providerMessageId: 'id-1',
    attemptCount: 1,
    sentAt: now.minus({ minutes: 1 }),
    ...values,
  })
  await anAttempt(message)
  return message
}

export async function anAttempt(message: SmsMessage, startedAt = now.minus({ minutes: 1 })) {
  await SmsAttempt.create({
    messageId: message.id,
    number: message.attemptCount,
    gateway: 'log',
    account: 'log',
    leaseToken: 'gone',
    startedAt,
  })
}

export async function logs() {
  return db.from('sms_webhook_logs').orderBy('id')
}

export async function eventsOf(message: SmsMessage) {
  return db.from('sms_message_events').where('message_id', message.id).orderBy('id')
}
