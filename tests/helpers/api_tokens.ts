import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { ABILITY_NAMES, type ApiAbility } from '#access/api_abilities'
import { IssueToken } from '#access/issue_token'
import type { TokenCaps } from '#access/token_caps'

/** Tests of the caps set them; others do what they like. */
const WIDE: TokenCaps = {
  messages_per_day: 1_000_000,
  segments_per_day: 1_000_000,
  schedules_in_force: 1_000_000,
  shortest_interval_seconds: 1,
}

/** A valid token with these abilities, for `client.get(…).bearerToken(…)`. */
export async function anApiToken(...abilities: ApiAbility[]): Promise<string> {
  const issue = await app.container.make(IssueToken)
  return tokenOf(issue, abilities)
}

/** The same with caps of its own. */
export async function aCappedApiToken(
  caps: Partial<TokenCaps>,
  ...abilities: ApiAbility[]
): Promise<string> {
  const issue = await app.container.make(IssueToken)
  return tokenOf(issue, abilities, caps)
}

export async function anApiTokenWithoutAbility(missing: ApiAbility): Promise<string> {
  return anApiToken(...ABILITY_NAMES.filter((name) => name !== missing))
}

/** One with all abilities whose time is over. */
export async function anExpiredApiToken(): Promise<string> {
  return tokenOf(new IssueToken(db, new FrozenClock('2020-01-01T00:00:00Z')), ABILITY_NAMES)
}

async function tokenOf(
  issue: IssueToken,
  abilities: ApiAbility[],
  caps: Partial<TokenCaps> = WIDE
): Promise<string> {
  const { token } = await issue.run({ name: 'test', abilities, days: 1, caps, actor: 'test' })
  return token.release()
}
