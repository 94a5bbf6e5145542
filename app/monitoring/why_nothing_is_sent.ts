import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { ActivePauses } from '#delivery/pauses/active_pauses'
import { reasonOf } from '#delivery/pauses/pause_in_words'
import type { GatewayConfig } from '#gateways/define_config'
import { query } from '#storage/sql'

interface Sending {
  client: QueryClientContract
  pauses: ActivePauses
  gateways: GatewayConfig
}

/**
 * A person paused everything, or a fault stopped every account: the reason for people. Null while
 * any account may send.
 */
export async function whyNothingIsSent({
  client,
  pauses,
  gateways,
}: Sending): Promise<string | null> {
  const pause = await pauses.ofEverything()
  if (pause) return reasonOf(pause)
  const stopped = await query<Pick<Rows['gateway_accounts'], 'name' | 'reason'>>(
    client,
    `SELECT name, reason FROM gateway_accounts WHERE state = 'paused'`
  )
  const reasons = gateways.accounts.map(({ name }) => stopped.find((row) => row.name === name))
  if (reasons.includes(undefined)) return null
  return reasons.map((row) => `account "${row?.name}" is stopped: ${row?.reason}`).join('; ')
}
