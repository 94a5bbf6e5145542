import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { ABILITY_NAMES, type ApiAbility } from '#access/api_abilities'
import { IssueToken } from '#access/issue_token'

/** A valid token with these abilities, for `client.get(…).bearerToken(…)`. */
export async function anApiToken(...abilities: ApiAbility[]): Promise<string> {
  const issue = await app.container.make(IssueToken)
  return tokenOf(issue, abilities)
}

export async function anApiTokenWithoutAbility(missing: ApiAbility): Promise<string> {
  return anApiToken(...ABILITY_NAMES.filter((name) => name !== missing))
}

/** One with all abilities whose time is over. */
export async function anExpiredApiToken(): Promise<string> {
  return tokenOf(new IssueToken(db, new FrozenClock('2020-01-01T00:00:00Z')), ABILITY_NAMES)
}

async function tokenOf(issue: IssueToken, abilities: ApiAbility[]): Promise<string> {
  const { token } = await issue.run({ name: 'test', abilities, days: 1, actor: 'test' })
  return token.release()
}
