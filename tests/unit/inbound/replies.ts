import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { HandleInboundMessages } from '#inbound/handle_inbound_messages'
import { ReceiveWebhook } from '#inbound/receive_webhook'
import { PHONE } from '#tests/helpers/arrange'
import { aConsentOffice } from '#tests/helpers/consents'
import { replyBody } from '#tests/helpers/operator_bodies'
import { now } from '#tests/helpers/test_clock'

let serial = 0

/** A reply like no other, a second after the last one. */
export function bodyOf(text: string, from = PHONE): string {
  const sentAt = now.minus({ hours: 1 }).plus({ seconds: ++serial }).toISO()
  return replyBody({ text, from: `tel:${from}`, id: `m-${serial}`, sentAt })
}

/** One that is stored and that nobody has looked at. Answers the id of its log. */
export async function aStoredReply(text: string, from = PHONE): Promise<number> {
  const receive = await app.container.make(ReceiveWebhook)
  await receive.run({ kind: 'inbound_message', body: bodyOf(text, from) })
  const { id } = await db.from('sms_webhook_logs').orderBy('id', 'desc').firstOrFail()
  return id
}

/** The engine, and what handles replies. */
export async function aReplyDesk(parts: Parameters<typeof aConsentOffice>[0] = {}) {
  const office = await aConsentOffice(parts)
  const handle = await office.resolver.make(HandleInboundMessages)
  return {
    ...office,
    handle,
    /** Stores replies of one number and handles them. */
    hear: async (...texts: string[]) => {
      for (const text of texts) await aStoredReply(text)
      return handle.run()
    },
  }
}
