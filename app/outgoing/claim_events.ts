import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { DestinationName } from './destination.js'
import type { Claim } from '#storage/dialects/dialect'
import { LEASE_IS_OVER, type LeaseBounds } from '#storage/lease_is_over'
import { along } from '#storage/partial_indexes'
import { claimRows } from '#storage/write_rows'

/** An event in the hands of this process. */
export type ClaimedEvent = Pick<
  Rows['outgoing_events'],
  'id' | 'message_id' | 'retry_count' | 'retrying_since'
>

export interface EventClaim {
  destination: DestinationName
  limit: number
  token: string
  /** Epoch milliseconds of the shared clock. */
  leaseUntil: number
  bounds: LeaseBounds
  /** An instant of the database. */
  now: string
}

/** Takes due events of one destination, and of one message only the earliest that waits. */
export async function claimEvents(
  client: QueryClientContract,
  { destination, limit, token, leaseUntil, bounds, now }: EventClaim
): Promise<ClaimedEvent[]> {
  return claimRows(client, CLAIM, {
    destination,
    limit,
    token,
    lease_until: leaseUntil,
    now,
    ...bounds,
  })
}

const IS_FREE = `(lease_until IS NULL OR ${LEASE_IS_OVER})`

/** A dead letter holds up nothing. */
const IS_ITS_TURN = `(message_id IS NULL OR NOT EXISTS (
        SELECT 1 FROM outgoing_events AS earlier
        WHERE earlier.message_id = outgoing_events.message_id
          AND earlier.destination = outgoing_events.destination
          AND earlier.id < outgoing_events.id AND earlier.status = 'pending'
          AND ${along('outgoing_events_of_message', 'earlier')}))`

const CLAIM: Claim = {
  table: 'outgoing_events',
  due: `
    SELECT id FROM outgoing_events
    WHERE destination = :destination AND ${along('outgoing_events_due')}
      AND next_attempt_at <= :now AND ${IS_FREE} AND ${IS_ITS_TURN}
    ORDER BY next_attempt_at, id LIMIT :limit`,
  set: 'attempts = attempts + 1, lease_token = :token, lease_until = :lease_until',
  returning: 'id, message_id, retry_count, retrying_since',
}
