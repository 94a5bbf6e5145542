import { hash } from 'node:crypto'
import { readInboundMessage } from '#inbound/parse_inbound_message'
import { readDeliveryReceipts } from '#inbound/read_delivery_receipts'
import { storable } from '#inbound/read_json'
import type { Read, WebhookEntry, WebhookKind } from '#inbound/webhook'

/** Characters kept of a body that nobody could read: enough to see what it is, too little to fill a disk. */
const KEPT_OF_UNREADABLE = 4_000

/** Minutes within which the same words without an id or a time are the same reply, called back again. */
const SAME_REPLY_MINUTES = 5

/** And the same word about a number without an id the same receipt; later it is about another SMS. */
const SAME_RECEIPT_MINUTES = 60

/** The rows that a call becomes: one for each receipt, one for a reply, one for what cannot be read. */
export function webhookEntries(
  kind: WebhookKind,
  body: string,
  receivedAtMs: number
): { entries: WebhookEntry[]; problem?: string } {
  const readEntries = kind === 'delivery_receipt' ? receiptEntries : replyEntries
  const read = readEntries(body, receivedAtMs)
  if (read.readable) return { entries: read.value }
  return { entries: [unreadableEntry(kind, body)], problem: read.problem }
}

function receiptEntries(body: string, receivedAtMs: number): Read<WebhookEntry[]> {
  const read = readDeliveryReceipts(body)
  if (!read.readable) return read
  const entries = read.value.map((receipt) => {
    const { providerMessageId, phoneNumber, providerStatus } = receipt
    const said = [providerMessageId, phoneNumber, providerStatus]
    if (!providerMessageId) said.push(momentOf(receivedAtMs, SAME_RECEIPT_MINUTES))
    return entry('delivery_receipt', body, { fingerprint: fingerprintOf(...said), ...receipt })
  })
  return { readable: true, value: entries }
}

function replyEntries(body: string, receivedAtMs: number): Read<WebhookEntry[]> {
  const read = readInboundMessage(body)
  if (!read.readable) return read
  const { from, text, sentAt, messageId } = read.value
  /** The operator's id may be missing: then the same words of the same moment are the same reply. Somebody may well write STOP, START and STOP. */
  const moment = sentAt ?? momentOf(receivedAtMs, SAME_REPLY_MINUTES)
  const said = messageId ? [messageId, from] : [null, from, moment, text]
  return {
    readable: true,
    value: [
      entry('inbound_message', body, {
        fingerprint: fingerprintOf(...said),
        providerMessageId: messageId,
        phoneNumber: from,
      }),
    ],
  }
}

function unreadableEntry(kind: WebhookKind, body: string): WebhookEntry {
  return entry(kind, body.slice(0, KEPT_OF_UNREADABLE), {
    fingerprint: fingerprintOf('unreadable', body),
    state: 'unreadable',
    reason: 'unreadable',
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
