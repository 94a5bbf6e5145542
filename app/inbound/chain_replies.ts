import { hash } from 'node:crypto'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { WebhookEntry } from '#inbound/webhook'
import { fromSqlInstant } from '#storage/instants'
import { along } from '#storage/partial_indexes'
import { query, textList } from '#storage/sql'

/** The last thing that a number said. */
interface LastReply extends Pick<Rows['sms_webhook_logs'], 'fingerprint' | 'said' | 'received_at'> {
  phone_number: string
}

/**
 * Gives replies the fingerprint of their row. A reply that says the same as the
 * last one of its number is a repetition of it, and gets its fingerprint; every
 * other gets a row of its own, even if the number said the same before: STOP,
 * START and STOP are three replies. The fingerprint covers the one of the reply
 * before, so that identical calls which are stored side by side are one row.
 *
 * `entries`: in the order of their arrival; receipts among them stay as they are.
 */
export async function chainReplies(
  trx: TransactionClientContract,
  entries: WebhookEntry[],
  now: string
): Promise<WebhookEntry[]> {
  const numbers = entries.flatMap(({ said, phoneNumber }) => (said && phoneNumber) || [])
  if (numbers.length === 0) return entries
  const lastOf = await findLastReplies(trx, [...new Set(numbers)])
  return entries.map((entry) => {
    const { said, phoneNumber } = entry
    if (!said || !phoneNumber) return entry
    const last = lastOf.get(phoneNumber)
    if (last && isRepetition(entry, last, now)) return { ...entry, fingerprint: last.fingerprint }
    const fingerprint = hash('sha256', `${said}:${last?.fingerprint ?? ''}`)
    lastOf.set(phoneNumber, { phone_number: phoneNumber, fingerprint, said, received_at: now })
    return { ...entry, fingerprint }
  })
}

function isRepetition({ said, repeatedWithin }: WebhookEntry, last: LastReply, now: string) {
  if (last.said !== said) return false
  if (repeatedWithin === null) return true
  const minutes = fromSqlInstant(now).diff(fromSqlInstant(last.received_at)).as('minutes')
  return minutes < repeatedWithin
}

async function findLastReplies(
  trx: TransactionClientContract,
  numbers: string[]
): Promise<Map<string, LastReply>> {
  const found = await query<LastReply>(
    trx,
    `SELECT phone_number, fingerprint, said, received_at FROM sms_webhook_logs
     WHERE id IN (
       SELECT MAX(id) FROM sms_webhook_logs
       WHERE ${along('sms_webhook_logs_replies')} AND phone_number IN (${textList(trx, 'numbers')})
       GROUP BY phone_number)`,
    { numbers: JSON.stringify(numbers) }
  )
  return new Map(found.map((reply) => [reply.phone_number, reply]))
}
