import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { CAP_NAMES, type TokenCaps } from './token_caps.js'
import { query } from '#storage/sql'

/** The caps of a token; undefined once it is revoked. */
export async function readTokenCaps(
  client: QueryClientContract,
  id: number
): Promise<TokenCaps | undefined> {
  const [caps] = await query<TokenCaps>(
    client,
    `SELECT ${CAP_NAMES.join(', ')} FROM auth_access_tokens WHERE id = :id`,
    { id }
  )
  return caps
}
