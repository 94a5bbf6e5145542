import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { query } from '#storage/sql'

/** Gives back what is claimed with this token and was not committed to `sending`: claimable again at once. */
export async function releaseClaims(client: QueryClientContract, token: string): Promise<number> {
  const released = await query(
    client,
    `UPDATE sms_messages SET lease_token = NULL, lease_until = NULL, claimed_by = NULL
     WHERE lease_token = :token AND status = 'pending'
     RETURNING id`,
    { token }
  )
  return released.length
}
