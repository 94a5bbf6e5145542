import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'
import type { Rows } from '#database/rows'
import { localInstant } from '#values/local_instant'
import { dialectOf } from '#storage/dialect_of'
import { insertRows } from '#storage/write_rows'
import { readTokenCaps } from './read_token_caps.js'
import { TokenCapReached } from './errors.js'

export interface CountedForToken {
  /** `token:ID`; nothing is counted for anybody else. */
  actor: string
  now: DateTime
  /** The programme's zone, whose days are counted. */
  timezone: string
  messages: number
  /** What the operator would bill for them. */
  segments: number
}

/**
 * Counts messages against the caps of the token that creates them, in the transaction that does.
 * The token's counter of the day stays locked until that ends, so any number of requests together
 * never exceed a cap; a refusal rolls all of it back.
 *
 * @throws TokenCapReached
 */
export async function countForToken(
  trx: TransactionClientContract,
  { actor, now, timezone, messages, segments }: CountedForToken
): Promise<void> {
  const token = tokenOf(actor)
  if (token === null || (messages === 0 && segments === 0)) return
  const local = now.setZone(timezone)
  const day = local.toFormat('yyyy-MM-dd')
  const [counted] = await insertRows<Pick<Rows['token_counts'], 'messages' | 'segments'>>(
    trx,
    {
      into: 'token_counts',
      columns: 'day, token_id, messages, segments',
      rows: `VALUES (${dialectOf(trx).typed('day', 'date')}, :token, :messages, :segments)`,
      onConflict: {
        key: 'day, token_id',
        set: `messages = token_counts.messages + excluded.messages,
          segments = token_counts.segments + excluded.segments`,
      },
      returning: 'messages, segments',
    },
    { day, token, messages, segments }
  )
  const caps = await readTokenCaps(trx, token)
  if (!caps) return
  const retryAfter = () => {
    const tomorrow = localInstant(local.plus({ days: 1 }).toFormat('yyyy-MM-dd'), '00:00', timezone)
    return Math.max(1, Math.ceil((tomorrow.toMillis() - now.toMillis()) / 1_000))
  }
  for (const [cap, what] of [
    ['messages_per_day', 'messages'],
    ['segments_per_day', 'segments'],
  ] as const) {
    if (counted[what] <= caps[cap]) continue
    throw new TokenCapReached(
      cap,
      `The token may create ${caps[cap]} ${what} a day (${cap}), and this would be more: wait for Retry-After seconds, or have a token created with a higher cap`,
      retryAfter()
    )
  }
}

/** The id of the token that an actor is; null for others. */
export function tokenOf(actor: string): number | null {
  const [, id] = /^token:(\d{1,15})$/.exec(actor) ?? []
  return id === undefined ? null : Number(id)
}
