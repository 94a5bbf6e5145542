import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { idList, query } from '#storage/sql'

/** Gives back what was claimed with this token and not committed to `sending`: claimable again at once. */
export async function releaseClaims(
  client: QueryClientContract,
  ids: number[],
  token: string
): Promise<number> {
  const released = await query(
    client,
    `UPDATE sms_messages SET lease_token = NULL, lease_until = NULL, claimed_by = NULL
     WHERE id IN (${idList(client)}) AND lease_token = :token AND status = 'pending'
     RETURNING id`,
    { ids: JSON.stringify(ids), token }
  )
  return released.length
}
