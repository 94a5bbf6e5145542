import { InvalidTokenRequest } from './errors.js'
import { CAP_NAMES, CAPS, SAFE_CAPS, type TokenCaps } from './token_caps.js'

/** Whole, with the safe ones for those not given. @throws InvalidTokenRequest */
export function checkTokenCaps(caps: Partial<TokenCaps>): TokenCaps {
  const whole = { ...SAFE_CAPS, ...caps }
  for (const name of CAP_NAMES) {
    const { flag, least, most } = CAPS[name]
    const value = whole[name]
    if (!Number.isInteger(value) || value < least || value > most)
      throw new InvalidTokenRequest(
        `${flag} is ${value}, allowed: a whole number from ${least} to ${most}`
      )
  }
  return whole
}
