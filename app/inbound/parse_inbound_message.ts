import type { AccountCountries } from '#gateways/account_countries'
import { objectIn, readJson, textIn, unreadable } from '#inbound/read_json'
import { readAddress } from '#inbound/phone_of'
import type { Read } from '#inbound/webhook'

/** Ten parts of the longest encoding, with room to spare. */
const LONGEST_TEXT = 4_000
const LONGEST_ADDRESS = 40
const LONGEST_ID = 120

/** A message from a person. */
export interface InboundMessage extends InboundContent {
  /** E.164: who wrote it; several where the operator does not name the country, and more than one is possible. */
  from: string[]
}

interface InboundContent {
  /** The receiving number or short code, as the operator writes it. */
  destination: string | null
  text: string
  /** As the operator writes it: for display, not reliable. */
  sentAt: string | null
  messageId: string | null
}

/**
 * Reads `{ inboundSMSMessageNotification: { inboundSMSMessage: { senderAddress,
 * destinationAddress, message, dateTime, messageId } } }` (OneAPI, samples of 2012 and 2014).
 * A national form is of the country that was written to.
 */
export function readInboundMessage(
  body: string,
  countries: AccountCountries
): Read<InboundMessage> {
  const read = readContent(body)
  if (!read.readable) return read
  const { senderAddress, ...content } = read.value
  const { numbers: from } = readAddress(senderAddress, countries.writtenTo(content.destination))
  if (from.length === 0) return unreadable('senderAddress', 'a number such as "tel:+237…"')
  return { readable: true, value: { from, ...content } }
}

/** For a body that was readable when it was stored; its sender is kept separately. */
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
