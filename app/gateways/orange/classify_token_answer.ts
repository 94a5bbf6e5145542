import type { Rule } from '#gateways/orange/answer_rules'
import {
  classifyAnswer,
  type HttpAnswer,
  type Classification,
} from '#gateways/orange/classify_answer'
import type { ErrorBody } from '#gateways/orange/parse_error_body'

/** From RFC 6749 §5.2: the application is unknown, or may not have tokens of this kind. */
const BAD_CREDENTIALS = new Set([
  'invalid_client',
  'unauthorized_client',
  'invalid_grant',
  '40',
  '41',
])

export type TokenFault = Exclude<Classification, { outcome: 'accepted' }>

/**
 * A refusal of the token endpoint. Uses the same table as a send, with one difference: it carried
 * no SMS, so nothing is ambiguous and nothing is the message's fault.
 */
export function classifyTokenAnswer(
  answer: HttpAnswer,
  error: ErrorBody,
  nowMs: number
): TokenFault {
  if (answer.status === 401 || BAD_CREDENTIALS.has(error.code ?? '')) {
    if (answer.status < 500) return { outcome: 'account', reason: 'bad_credentials' }
  }
  const found = classifyAnswer(answer, error, nowMs)
  if (found.outcome === 'accepted' || found.reason === 'unexpected_success') {
    return { outcome: 'provider_down', reason: 'token_unreadable' }
  }
  return withoutMessage(found)
}

export function withoutMessage<Found extends Rule>(found: Found): Found {
  switch (found.outcome) {
    case 'ambiguous':
    case 'transient':
      return { ...found, outcome: 'provider_down' }
    case 'refused':
      return { ...found, outcome: 'configuration' }
    default:
      return found
  }
}
