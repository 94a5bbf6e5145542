import type { ErasureResult, Kept } from '#people/erasure_result'

/** What is erased, for people: label and count, without what there was none of. */
export function rowsOf(result: ErasureResult): [label: string, count: number][] {
  const { deleted, numbersTakenOff, bodiesEmptied, optOutsKept, files } = result
  const rows: [string, number][] = [
    ['erased: patients', deleted.patients],
    ['erased: immunizations', deleted.immunizations],
    ['erased: messages', deleted.sms_messages],
    ['erased: attempts to send', deleted.sms_attempts],
    ['erased: events of messages', deleted.sms_message_events],
    ['erased: calls of the operator', deleted.sms_webhook_logs],
    ['erased: replies', deleted.inbound_messages],
    ['erased: consents', deleted.sms_consents],
    ['erased: changes of consent', deleted.sms_consent_events],
    ['erased: counters against the caps', deleted.sending_counts],
    ['erased: rows of rejected files', files.rows],
    ['emptied: receipts of several people', bodiesEmptied],
    ['kept: patients, without the number', numbersTakenOff],
    ['kept: refusals, as a keyed hash', optOutsKept],
  ]
  return rows.filter(([, count]) => count > 0)
}

const KEPT: Record<Kept['reason'], (count: number) => string> = {
  number_shared: (count) =>
    `${count} of the numbers are another patient's as well: replies and consent of these stay`,
  reply_not_handled: (count) =>
    `${count} replies could not be handled so far and stay: see the log, then run this again with --phone`,
}

export function keptInWords({ kept }: ErasureResult): string[] {
  return kept.map(({ reason, count }) => KEPT[reason](count))
}

export function questionAbout({ outcome, deleted }: ErasureResult): string {
  if (outcome === 'being_sent') return 'Erase the person? This cannot be undone'
  const { patients, sms_messages: messages } = deleted
  return `Erase ${patients} patients and ${messages} messages? This cannot be undone`
}
