import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { DateTime } from 'luxon'
import type { Rows } from '#database/rows'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { chunksOf } from '#delivery/restore/chunks_of'
import type { RestoredSend } from '#delivery/restore/collect_sends'
import type { Insertion } from '#storage/dialects/dialect'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query, rowsOf, textList } from '#storage/sql'
import { deleteRows, insertRows } from '#storage/write_rows'

/** Rows in one statement. */
const PAGE = 1_000

/** Days for which they are kept; within them a message may be planned again or asked for again. */
const KEPT_DAYS = 180

interface RestoredRow extends Pick<
  Rows['restored_sends'],
  | 'identity'
  | 'message_id'
  | 'number'
  | 'outcome'
  | 'gateway'
  | 'account'
  | 'provider_message_id'
  | 'sent_at'
> {
  outcome: RestoredSend['outcome']
}

const COLUMNS = {
  identity: 'text',
  message_id: 'integer',
  number: 'integer',
  outcome: 'text',
  gateway: 'text',
  account: 'text',
  provider_message_id: 'text',
  sent_at: 'instant',
} as const

const NAMES = Object.keys(COLUMNS).join(', ')

/** Several machines or processes may report the same message: the report that says more is kept. */
export async function writeRestoredSends(
  trx: TransactionClientContract,
  sends: RestoredSend[]
): Promise<void> {
  const inOrder = sends.toSorted((left, right) => (left.identity < right.identity ? -1 : 1))
  for (const page of chunksOf(inOrder, PAGE)) {
    await insertRows(trx, sendsThatSayMore(trx), {
      rows: JSON.stringify(
        page.map((send) => ({
          identity: send.identity,
          message_id: send.messageId,
          number: send.number,
          outcome: send.outcome,
          gateway: send.gateway,
          account: send.account,
          provider_message_id: send.providerMessageId,
          sent_at: toSqlInstant(DateTime.fromMillis(send.sentAt, { zone: 'utc' })),
        }))
      ),
    })
  }
}

export async function findRestoredSends(
  client: QueryClientContract,
  identities: string[]
): Promise<Map<string, RestoredSend>> {
  if (identities.length === 0) return new Map()
  const rows = await query<RestoredRow>(
    client,
    `SELECT ${NAMES} FROM restored_sends WHERE identity IN (${textList(client, 'identities')})`,
    { identities: JSON.stringify(identities) }
  )
  return new Map(rows.map((row) => [row.identity, toRestoredSend(row)]))
}

/** Returns how many are too old to matter, and deletes them unless it is a dry run. */
export async function pruneRestoredSends(
  client: QueryClientContract,
  { now, config, dryRun }: { now: DateTime; config: SmsSchedulerConfig; dryRun: boolean }
): Promise<number> {
  const days = Math.max(config.cleanup.retentionDays, KEPT_DAYS)
  const before = toSqlInstant(now.minus({ days }))
  const where = 'sent_at < :before'
  const rows = dryRun
    ? await query(client, `SELECT identity FROM restored_sends WHERE ${where}`, { before })
    : await deleteRows(client, { from: 'restored_sends', where, returning: 'identity' }, { before })
  return rows.length
}

function toRestoredSend(row: RestoredRow): RestoredSend {
  return {
    identity: row.identity,
    messageId: row.message_id,
    number: row.number,
    outcome: row.outcome,
    gateway: row.gateway,
    account: row.account,
    providerMessageId: row.provider_message_id,
    sentAt: fromSqlInstant(row.sent_at).toMillis(),
  }
}

const sendsThatSayMore = (trx: TransactionClientContract): Insertion => ({
  into: 'restored_sends AS s',
  columns: NAMES,
  rows: `SELECT ${NAMES} FROM ${rowsOf(trx, 'r', COLUMNS)} WHERE 1 = 1`,
  onConflict: {
    key: 'identity',
    set: `number = CASE WHEN excluded.number > s.number THEN excluded.number ELSE s.number END,
      provider_message_id = CASE WHEN s.outcome = 'accepted' THEN s.provider_message_id
        ELSE excluded.provider_message_id END,
      outcome = CASE WHEN s.outcome = 'accepted' THEN s.outcome ELSE excluded.outcome END`,
  },
})
