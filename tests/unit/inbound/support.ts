import db from '@adonisjs/lucid/services/db'
import { Database } from '@adonisjs/lucid/database'
import { AccountCountries } from '#gateways/account_countries'
import { ApplyReceipts } from '#inbound/apply_receipts'
import { MarkUnconfirmed } from '#inbound/mark_unconfirmed'
import { ReceiveWebhook } from '#inbound/receive_webhook'
import type SmsMessage from '#models/sms_message'
import { anEngine, type EngineOptions } from '#tests/helpers/engine'
import { receiptBody, type GivenReceipt } from '#tests/helpers/operator_bodies'

/** Everything that comes back, on a clock of the test's own. */
export async function anInbox(parts: EngineOptions = {}) {
  const engine = await anEngine(parts)
  const receive = new ReceiveWebhook(
    await engine.resolver.make(Database),
    engine.clock,
    await engine.resolver.make(AccountCountries)
  )
  const apply = await engine.resolver.make(ApplyReceipts)
  /** Stores receipts, without applying them. */
  const store = async (...receipts: GivenReceipt[]) => {
    for (const receipt of receipts)
      await receive.run({ kind: 'delivery_receipt', body: receiptBody(receipt) })
  }
  return {
    ...engine,
    receive,
    apply,
    unconfirmed: await engine.resolver.make(MarkUnconfirmed),
    store,
    /** Stores receipts and applies them. */
    get: async (...receipts: GivenReceipt[]) => {
      await store(...receipts)
      return apply.run()
    },
  }
}

export async function logs() {
  return db.from('sms_webhook_logs').orderBy('id')
}

export async function eventsOf(message: SmsMessage) {
  return db.from('sms_message_events').where('message_id', message.id).orderBy('id')
}
