import type { CountryCode } from 'libphonenumber-js'
import { objectIn, readJson, textIn, unreadable } from '#inbound/read_json'
import { phoneOf } from '#inbound/phone_of'
import type { Read } from '#inbound/webhook'

/** Ten parts of the longest encoding, and room. */
const LONGEST_TEXT = 4_000
const LONGEST_ADDRESS = 40
const LONGEST_ID = 120

/** What somebody wrote to us. */
export interface InboundMessage extends InboundContent {
  /** E.164 */
  from: string
}

interface InboundContent {
  /** The number or short code it was sent to, as the operator writes it. */
  destination: string | null
  text: string
  /** As the operator writes it: shown, not relied on. */
  sentAt: string | null
  messageId: string | null
}

/**
 * Reads `{ inboundSMSMessageNotification: { inboundSMSMessage: { senderAddress,
 * destinationAddress, message, dateTime, messageId } } }` (OneAPI, samples of 2012 and 2014).
 */
export function readInboundMessage(body: string, country: CountryCode): Read<InboundMessage> {
  const read = readContent(body)
  if (!read.readable) return read
  const { senderAddress, ...content } = read.value
  const from = phoneOf(senderAddress, country)
  if (!from) return unreadable('senderAddress', 'a number such as "tel:+237…"')
  return { readable: true, value: { from, ...content } }
}

/** Of a body that was found readable when it was stored; whose it is stands beside it. */
export function parseInboundMessage(body: string): InboundContent {
  const read = readContent(body)
  if (!read.readable) throw new Error(`A stored inbound message cannot be read: ${read.problem}`)
  return read.value
}

function readContent(body: string): Read<InboundContent & { senderAddress: string }> {
  const json = readJson(body)
  if (!json.readable) return json
  const notification = objectIn(json.value, 'inboundSMSMessageNotification')
  if (!notification) return unreadable('inboundSMSMessageNotification', 'an object')
  const message = objectIn(notification, 'inboundSMSMessage')
  if (!message) return unreadable('inboundSMSMessage', 'an object')

  const text = textIn(message, 'message', LONGEST_TEXT)
  if (text === undefined) {
    return unreadable('message', `a text of at most ${LONGEST_TEXT} characters`)
  }
  const destination = textIn(message, 'destinationAddress', LONGEST_ADDRESS)
  return {
    readable: true,
    value: {
      senderAddress: textIn(message, 'senderAddress', LONGEST_ADDRESS) ?? '',
      text,
      destination: destination?.replace(/^tel:/i, '') || null,
      sentAt: textIn(message, 'dateTime', LONGEST_ADDRESS) || null,
      messageId: textIn(message, 'messageId', LONGEST_ID) || null,
    },
  }
}
