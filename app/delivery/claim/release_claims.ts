import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { NO_LEASE } from '#messages/no_lease'
import { idList } from '#storage/sql'
import { updateRows } from '#storage/write_rows'

/**
 * Gives back messages claimed with this token and not committed to `sending`. They can be
 * claimed again at once.
 */
export async function releaseClaims(
  client: QueryClientContract,
  ids: number[],
  token: string
): Promise<number> {
  const released = await updateRows(
    client,
    {
      table: 'sms_messages',
      set: NO_LEASE,
      where: `id IN (${idList(client)}) AND lease_token = :token AND status = 'pending'`,
      returning: 'id',
    },
    { ids: JSON.stringify(ids), token }
  )
  return released.length
}

/**
 * The same for a claim whose answer was lost, so its ids are unknown. Searches the due
 * messages, as the claim did.
 */
export async function releaseWholeClaim(
  client: QueryClientContract,
  { now, token }: { now: string; token: string }
): Promise<void> {
  await updateRows(
    client,
    {
      table: 'sms_messages',
      set: NO_LEASE,
      where: `status = 'pending' AND priority IN (1, 2, 3) AND scheduled_at <= :now AND lease_token = :token`,
    },
    { now, token }
  )
}
