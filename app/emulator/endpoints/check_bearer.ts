import type { Reply } from '#emulator/answer'
import type { AccessTokens, TokenState } from '#emulator/access_tokens'
import { gatewayError } from '#emulator/error_answers'

const REFUSALS: Record<Exclude<TokenState, 'good'>, number> = {
  missing: 40,
  invalid: 41,
  expired: 42,
}

export interface BearerRefusal {
  reason: `${Exclude<TokenState, 'good'>}_token`
  reply: Reply
}

export function checkBearer(
  authorization: string | undefined,
  tokens: AccessTokens
): BearerRefusal | undefined {
  const state = tokens.stateOf(authorization)
  if (state === 'good') return undefined
  return { reason: `${state}_token`, reply: gatewayError(401, REFUSALS[state]) }
}
