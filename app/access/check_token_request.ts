import { isAbility, type ApiAbility } from './api_abilities.js'
import { InvalidTokenRequest, UnknownAbility } from './errors.js'

export const MOST_DAYS = 3_650

/** As in the column. Starts with a letter, because a number is the id of a token. */
const NAME = /^\p{L}[\p{L}\p{N} ._@-]{0,59}$/u

/** The normalised request; throws `InvalidTokenRequest`. */
export function checkTokenRequest(request: { name: string; abilities: string[]; days: number }): {
  name: string
  abilities: ApiAbility[]
  days: number
} {
  const name = request.name.trim()
  if (!NAME.test(name))
    throw new InvalidTokenRequest(
      `The name is "${name}", allowed: at most 60 letters, digits, spaces and ._@-, a letter first, for example "clinic system"`
    )
  const { days } = request
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw new InvalidTokenRequest(
      `The token would be valid for ${days} days, allowed: a whole number from 1 to ${MOST_DAYS}`
    )
  return { name, abilities: checkAbilities(request.abilities), days }
}

function checkAbilities(names: string[]): ApiAbility[] {
  if (names.length === 0)
    throw new InvalidTokenRequest(
      'A token without abilities is useless: name those it needs, for example "messages:read,stats:read"'
    )
  return [...new Set(names)].map((name) => {
    if (!isAbility(name)) throw new UnknownAbility(name)
    return name
  })
}
