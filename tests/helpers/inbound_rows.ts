import { createHash } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { toSqlInstant } from '#storage/instants'
import { PHONE } from '#tests/helpers/arrange'
import { now } from '#tests/helpers/test_clock'

/** A call of the operator, as it is stored. */
export async function aWebhookLog(values: Record<string, unknown> = {}): Promise<number> {
  const body = values.body ?? JSON.stringify({ senderAddress: `tel:${PHONE}`, message: 'Merci' })
  const [row] = await db
    .table('sms_webhook_logs')
    .insert({
      kind: 'inbound_message',
      fingerprint: createHash('sha256').update(JSON.stringify(values)).digest('hex'),
      received_at: toSqlInstant(now),
      last_received_at: toSqlInstant(now),
      state: 'applied',
      phone_number: PHONE,
      ...values,
      body,
    })
    .returning('id')
  return Number(row.id ?? row)
}

export async function aReplyRow(values: Record<string, unknown> = {}) {
  await db.table('inbound_messages').insert({
    received_at: toSqlInstant(now),
    phone_number: PHONE,
    body: 'Merci',
    effect: 'unchanged',
    for_people: !values.keyword,
    ...values,
  })
}
