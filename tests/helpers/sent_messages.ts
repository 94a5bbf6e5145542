import db from '@adonisjs/lucid/services/db'
import SmsAttempt from '#models/sms_attempt'
import type SmsMessage from '#models/sms_message'
import { aMessage } from '#tests/helpers/arrange'
import { ago, now } from '#tests/helpers/test_clock'

type MessageValues = Parameters<typeof aMessage>[0]

/** A message that left a minute ago under an id of the operator, with its attempt. */
export async function aSentMessage(values: MessageValues = {}): Promise<SmsMessage> {
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

/** The latest attempt of the message, a minute ago unless told otherwise. */
export async function anAttempt(
  message: SmsMessage,
  values: Partial<InstanceType<typeof SmsAttempt>> = {}
): Promise<SmsAttempt> {
  return SmsAttempt.create({
    messageId: message.id,
    number: message.attemptCount,
    gateway: 'log',
    account: 'log',
    leaseToken: 'gone',
    startedAt: now.minus({ minutes: 1 }),
    ...values,
  })
}

/** Each of a message of its own; without an outcome it is still under way. */
export async function attemptsThatEnded(
  count: number,
  outcome: string | null,
  values: { startedAt?: string; number?: number } = {}
): Promise<void> {
  for (let done = 0; done < count; done++) {
    const { id } = await aMessage({ status: 'sent' })
    await db.table('sms_attempts').insert({
      message_id: id,
      number: values.number ?? 1,
      gateway: 'log',
      account: 'log',
      lease_token: 'token',
      started_at: values.startedAt ?? ago({ minutes: 10 }),
      outcome,
    })
  }
}

/** A message whose last move was at that instant of the database. */
export async function aMessageMovedAt(
  updatedAt: string,
  values: MessageValues = {}
): Promise<SmsMessage> {
  const message = await aMessage(values)
  await db.from('sms_messages').where('id', message.id).update({ updated_at: updatedAt })
  return message
}

/** The same, with the move in its history: from `sending`, unless it failed before it was sent. */
export async function aMessageThatMoved(
  at: string,
  values: MessageValues & { from?: string } = {}
): Promise<SmsMessage> {
  const { from = 'sending', ...ofMessage } = values
  const message = await aMessageMovedAt(at, ofMessage)
  await db.table('sms_message_events').insert({
    message_id: message.id,
    at,
    actor: 'sweep',
    from_status: from,
    to_status: message.status,
    reason: message.reason ?? null,
  })
  return message
}
