import { hash } from 'node:crypto'
import type { AccountCountries } from '#gateways/account_countries'
import { readInboundMessage } from '#inbound/parse_inbound_message'
import { readDeliveryReceipts } from '#inbound/read_delivery_receipts'
import { readSentAt } from '#inbound/sent_at'
import {
  SENDER_UNCLEAR,
  type Read,
  type WebhookCall,
  type WebhookEntry,
  type WebhookKind,
} from '#inbound/webhook'
import { toSqlInstant } from '#storage/instants'
import { storable } from '#values/storable_text'

/** Characters kept of an unreadable body: enough to identify it, too few to fill a disk. */
const KEPT_OF_UNREADABLE = 4_000

/**
 * Minutes within which the same words without an id or a time count as the same reply, delivered
 * again.
 */
const SAME_REPLY_MINUTES = 5

/** And the same words under one id, without a time: operators use ids again. */
const SAME_ID_MINUTES = 24 * 60

/** And the same word about a number without an id the same receipt; later it is about another SMS. */
const SAME_RECEIPT_MINUTES = 60

interface Circumstances {
  receivedAtMs: number
  /** Of numbers in national form. */
  countries: AccountCountries
}

/** The rows that a call becomes: one for each receipt, one for each number that may have sent a reply, one for what cannot be read. */
export function webhookEntries(
  call: WebhookCall,
  circumstances: Circumstances
): { entries: WebhookEntry[]; problem?: string } {
  const { kind, body } = call
  const readEntries = kind === 'delivery_receipt' ? receiptEntries : replyEntries
  const read = readEntries(body, circumstances)
  if (read.readable) return { entries: read.value }
  return { entries: [unreadableEntry(call)], problem: read.problem }
}

function receiptEntries(
  body: string,
  { receivedAtMs, countries }: Circumstances
): Read<WebhookEntry[]> {
  const read = readDeliveryReceipts(body, countries)
  if (!read.readable) return read
  const entries = read.value.map(({ part, ...receipt }) => {
    const { providerMessageId, phoneNumber, address, providerStatus } = receipt
    const said = [providerMessageId, phoneNumber ?? address, providerStatus]
    if (!providerMessageId) said.push(momentOf(receivedAtMs, SAME_RECEIPT_MINUTES))
    return entry('delivery_receipt', part ?? body, {
      fingerprint: fingerprintOf(...said),
      ...receipt,
    })
  })
  return { readable: true, value: entries }
}

/** Somebody may well write STOP, START and STOP: which of them is a repetition is seen where they are stored. */
function replyEntries(body: string, { countries }: Circumstances): Read<WebhookEntry[]> {
  const read = readInboundMessage(body, countries)
  if (!read.readable) return read
  const { from, text, sentAt, messageId } = read.value
  const instant = readSentAt(sentAt)
  const time = instant ? toSqlInstant(instant) : sentAt
  const repeatedWithin = instant ? null : messageId ? SAME_ID_MINUTES : SAME_REPLY_MINUTES
  const entries = from.map((number) => {
    const said = hash('sha256', fingerprintOf(messageId, number, time, text))
    return entry('inbound_message', body, {
      fingerprint: said,
      said,
      repeatedWithin,
      reason: from.length > 1 ? SENDER_UNCLEAR : null,
      providerMessageId: messageId,
      phoneNumber: number,
    })
  })
  return { readable: true, value: entries }
}

/** Of bytes in an unknown encoding each is kept as one character. */
function unreadableEntry({ kind, body, isGuessed }: WebhookCall): WebhookEntry {
  return entry(kind, body.slice(0, KEPT_OF_UNREADABLE), {
    fingerprint: fingerprintOf('unreadable', body),
    state: 'unreadable',
    reason: isGuessed ? 'unknown_encoding' : 'unreadable',
  })
}

function entry(
  kind: WebhookKind,
  body: string,
  { fingerprint, ...rest }: Partial<WebhookEntry> & { fingerprint: string }
): WebhookEntry {
  return {
    kind,
    state: 'received',
    reason: null,
    providerMessageId: null,
    providerStatus: null,
    phoneNumber: null,
    address: null,
    said: null,
    repeatedWithin: null,
    ...rest,
    fingerprint: hash('sha256', `${kind}:${fingerprint}`),
    body: storable(body),
  }
}

function momentOf(epochMs: number, minutes: number): string {
  return String(Math.floor(epochMs / (minutes * 60_000)))
}

function fingerprintOf(...parts: (string | null)[]): string {
  return JSON.stringify(parts)
}
