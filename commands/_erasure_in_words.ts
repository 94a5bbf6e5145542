import {
  ERASED_TABLES,
  type ErasedTable,
  type ErasureResult,
  type Kept,
} from '#erasure/erasure_result'

const ERASED: Record<ErasedTable, string> = {
  patients: 'patients',
  immunizations: 'immunizations',
  sms_messages: 'messages',
  sms_attempts: 'attempts to send',
  sms_message_events: 'events of messages',
  sms_webhook_logs: 'calls of the operator',
  inbound_messages: 'replies',
  sms_consents: 'consents',
  sms_consent_events: 'changes of consent',
  sending_counts: 'counters against the caps',
  schedules: 'schedules',
  schedule_occurrences: 'occurrences of schedules',
}

/** What is erased: label and count, without zero counts. */
export function rowsOf(result: ErasureResult): [label: string, count: number][] {
  const { deleted, numbersTakenOff, bodiesEmptied, optOutsKept, files } = result
  const rows: [string, number][] = [
    ...ERASED_TABLES.map((table): [string, number] => [`erased: ${ERASED[table]}`, deleted[table]]),
    ['erased: rows of rejected files', files.rows],
    ['emptied: receipts about several people', bodiesEmptied],
    ['kept: patients, without the number', numbersTakenOff],
    ['kept: refusals, as a keyed hash', optOutsKept],
  ]
  return rows.filter(([, count]) => count > 0)
}

const KEPT: Record<Kept['reason'], (count: number) => string> = {
  number_shared: (count) =>
    `${count} of the numbers also belong to another patient: their replies and consent stay`,
  reply_not_handled: (count) =>
    `${count} replies could not be handled yet and stay: see the log, then run this again with --phone`,
}

export function keptInWords({ kept }: ErasureResult): string[] {
  return kept.map(({ reason, count }) => KEPT[reason](count))
}

export function questionAbout({ outcome, deleted }: ErasureResult): string {
  if (outcome === 'being_sent') return 'Erase the person? This cannot be undone'
  const { patients, sms_messages: messages } = deleted
  return `Erase ${patients} patients and ${messages} messages? This cannot be undone`
}
