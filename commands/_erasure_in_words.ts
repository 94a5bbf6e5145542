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
  const { dryRun, deleted, numbersTakenOff, bodiesEmptied, optOutsKept, textsRedacted, files } =
    result
  const rows: [string, number][] = [
    ...ERASED_TABLES.map((table): [string, number] => [`erased: ${ERASED[table]}`, deleted[table]]),
    ['erased: rows of rejected files', files.rows],
    ['emptied: receipts about several people', bodiesEmptied],
    [
      dryRun
        ? 'searched: texts that quote the person, their own included'
        : 'redacted: texts about others that quoted the person',
      textsRedacted,
    ],
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
  name_shared: () =>
    'another patient has the same name: texts were searched for the number and the reference only',
  named_in_settings: (count) =>
    `${count} templates, facilities, tokens or paths of rejected files name the person: change them yourself`,
}

/** What an erasure cannot reach, or keeps on purpose. */
export const STAYS = [
  'a refusal, as a keyed hash of the number',
  'the counts of the days, and the audit event with a keyed hash',
  'ids and times of messages in the sending journal',
  'imported CSV files, and rejected files on other machines or that were copied',
  'backups, until they are deleted',
  'access logs of proxies, and what the operator has',
]

/** What stays in a PostgreSQL, beyond its tables. */
export const STAYS_IN_POSTGRES =
  'the write-ahead log of PostgreSQL and its archive, replicas and snapshots, for as long as they are kept'

export function overwrittenInWords({
  overwritten: { outcome, tooLarge },
}: ErasureResult): string[] {
  const words: Record<ErasureResult['overwritten']['outcome'], string> = {
    done: 'The deleted rows were overwritten in the files of the database',
    incomplete:
      'The database was busy: deleted rows are still in its files; the next sms:cleanup overwrites them',
    later: 'The next sms:cleanup overwrites the deleted rows in the files of the database',
  }
  const large = tooLarge.map(
    (name) =>
      `${name} is too large to be rewritten while others write: see "Erasure requests" in docs/operations.md`
  )
  return [words[outcome], ...large]
}

export function keptInWords({ kept }: ErasureResult): string[] {
  return kept.map(({ reason, count }) => KEPT[reason](count))
}

export function questionAbout({ outcome, deleted }: ErasureResult): string {
  if (outcome === 'being_sent') return 'Erase the person? This cannot be undone'
  const { patients, sms_messages: messages } = deleted
  return `Erase ${patients} patients and ${messages} messages? This cannot be undone`
}
