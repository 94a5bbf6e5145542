import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { Claim } from '#storage/dialects/dialect'
import { LEASE_IS_OVER, type LeaseBounds } from '#storage/lease_is_over'
import { along } from '#storage/partial_indexes'
import { idList, query, textList } from '#storage/sql'
import { claimRows, updateRows } from '#storage/write_rows'

/** Notices of one recipient that leave as one. */
const TOGETHER = 20

type NoticeRow = Rows['alert_notices']

/** A notice in the hands of this process, with what it is about. */
export type ClaimedNotice = Pick<
  NoticeRow,
  | 'id'
  | 'notice_id'
  | 'kind'
  | 'severity'
  | 'figures'
  | 'created_at'
  | 'retry_count'
  | 'retrying_since'
> & { rule: string | null; first_seen_at: string | null; recovered_at: string | null }

export interface NoticeClaim {
  recipient: string
  token: string
  /** Epoch milliseconds of the shared clock. */
  leaseUntil: number
  bounds: LeaseBounds
  /** An instant of the database. */
  now: string
}

/** Takes what is due to a recipient, in the order in which it was written. */
export async function claimNotices(
  client: QueryClientContract,
  { recipient, token, leaseUntil, bounds, now }: NoticeClaim
): Promise<ClaimedNotice[]> {
  const claimed = await claimRows<{ id: number }>(client, CLAIM, {
    ...{ recipient, token, now, limit: TOGETHER },
    lease_until: leaseUntil,
    ...bounds,
  })
  if (claimed.length === 0) return []
  return query<ClaimedNotice>(
    client,
    `SELECT n.id, n.notice_id, n.kind, n.severity, n.figures, n.created_at, n.retry_count,
       n.retrying_since, i.rule, i.first_seen_at, i.recovered_at
     FROM alert_notices AS n LEFT JOIN alert_incidents AS i ON i.id = n.incident_id
     WHERE n.id IN (${idList(client)}) ORDER BY n.id`,
    { ids: JSON.stringify(claimed.map(({ id }) => id)) }
  )
}

const CLAIM: Claim = {
  table: 'alert_notices',
  due: `
    SELECT id FROM alert_notices
    WHERE recipient = :recipient AND ${along('alert_notices_due')} AND next_attempt_at <= :now
      AND (lease_until IS NULL OR ${LEASE_IS_OVER})
    ORDER BY next_attempt_at, id LIMIT :limit`,
  set: 'attempts = attempts + 1, lease_token = :token, lease_until = :lease_until',
  returning: 'id',
}

/** Notices to recipients that the settings no longer name become dead letters, so that health tells. */
export async function giveUpUnnamed(
  trx: TransactionClientContract | QueryClientContract,
  { recipients, now }: { recipients: readonly string[]; now: string }
): Promise<void> {
  await updateRows(
    trx,
    {
      table: 'alert_notices',
      set: `status = 'dead_letter', last_failure = 'recipient_removed', given_up_at = :now`,
      where: `${along('alert_notices_due')} AND recipient NOT IN (${textList(trx, 'recipients')})`,
    },
    { recipients: JSON.stringify(recipients), now }
  )
}
