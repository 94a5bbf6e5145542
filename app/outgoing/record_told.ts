import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { EventVerdict } from './decide_event.js'
import type { Destination } from './destination.js'
import type { Update } from '#storage/dialects/dialect'
import { along } from '#storage/partial_indexes'
import { idList, rowsOf, type Bindings } from '#storage/sql'
import { deleteRows, updateRows } from '#storage/write_rows'

/** They have arrived. */
export async function deleteDelivered(
  trx: TransactionClientContract,
  ids: number[],
  token: string
): Promise<void> {
  if (ids.length === 0) return
  await deleteRows(
    trx,
    { from: 'outgoing_events', where: `id IN (${idList(trx)}) AND lease_token = :token` },
    { ids: JSON.stringify(ids), token }
  )
}

/** Their turn did not come: no attempt is counted. */
export async function putBack(
  trx: TransactionClientContract,
  ids: number[],
  token: string
): Promise<void> {
  if (ids.length === 0) return
  await updateRows(
    trx,
    {
      table: 'outgoing_events',
      set: 'attempts = attempts - 1, lease_token = NULL, lease_until = NULL',
      where: `id IN (${idList(trx)}) AND lease_token = :token`,
    },
    { ids: JSON.stringify(ids), token }
  )
}

/** Those that follow a failed one wait with it: a claim does not walk past them again and again. */
export async function recordFailures(
  trx: TransactionClientContract,
  { name }: Destination,
  failed: EventVerdict[],
  token: string
): Promise<void> {
  if (failed.length === 0) return
  const rows = JSON.stringify(failed.map(({ id, ...verdict }) => ({ event: id, ...verdict })))
  await updateRows(trx, failure(trx), { rows, token })
  await updateRows(trx, wait(trx), { rows, destination: name })
}

const failure = (trx: TransactionClientContract): Update => ({
  table: 'outgoing_events',
  as: 'o',
  byId: true,
  from: rowsOf(trx, 'r', {
    event: 'integer',
    status: 'text',
    retry_count: 'integer',
    retrying_since: 'instant',
    next_attempt_at: 'instant',
    last_failure: 'text',
    given_up_at: 'instant',
  }),
  on: 'o.id = r.event',
  set: `status = r.status, retry_count = r.retry_count, retrying_since = r.retrying_since,
    next_attempt_at = r.next_attempt_at, last_failure = r.last_failure,
    given_up_at = r.given_up_at, lease_token = NULL, lease_until = NULL`,
  where: `o.lease_token = :token AND o.status = 'pending'`,
})

const wait = (trx: TransactionClientContract): Update => ({
  table: 'outgoing_events',
  as: 'o',
  from: rowsOf(trx, 'r', {
    message_id: 'integer',
    status: 'text',
    next_attempt_at: 'instant',
  }),
  on: 'o.message_id = r.message_id',
  set: 'next_attempt_at = r.next_attempt_at',
  where: `o.destination = :destination AND o.status = 'pending' AND r.status = 'pending'
    AND o.next_attempt_at < r.next_attempt_at AND ${along('outgoing_events_of_message', 'o')}`,
})

/** Whether anything arrives at a destination, for health. */
export async function recordState(
  trx: TransactionClientContract,
  { name }: Destination,
  { delivered, lastFailure, now }: { delivered: number; lastFailure: string | null; now: string }
): Promise<void> {
  if (delivered === 0 && lastFailure === null) return
  const arrives = delivered > 0
  const figures: Bindings = arrives ? { delivered } : { last_failure: lastFailure }
  await updateRows(
    trx,
    { table: 'event_destinations', set: arrives ? ARRIVES : FAILS, where: 'name = :name' },
    { name, now, ...figures }
  )
}

const ARRIVES = `delivered = delivered + :delivered, last_delivered_at = :now,
  failing_since = NULL, last_failure = NULL`

const FAILS = 'failing_since = COALESCE(failing_since, :now), last_failure = :last_failure'
