import * as rules from '#gateways/orange/answer_rules'
import type { Rule } from '#gateways/orange/answer_rules'
import type { ErrorBody } from '#gateways/orange/parse_error_body'
import { resourceId } from '#gateways/orange/resource_id'
import { retryAfterMs } from '#gateways/orange/retry_after'

export interface HttpAnswer {
  status: number
  text: string
  retryAfter?: string
}

export type Classification =
  { outcome: 'accepted'; providerMessageId?: string } | (Rule & { retryAfterMs?: number })

/**
 * Fields that are the same in every message of the account: a fault in them is not the message's.
 */
const SENDER_FIELD = /sender\s*_?(?:address|name)/i

/** Orange's id and wording for "no units left" are not documented, in English or in French. */
const NO_CREDIT_TEXTS = [
  /\b(?:no|insufficient|not enough|out of|exhausted)\b[^.]{0,40}\b(?:credits?|balance|funds|units|bundle)\b/i,
  /\b(?:credits?|balance|funds|units|bundle|solde|crédits?)\b[^.]{0,40}(?:insufficient|not enough|exhausted|depleted|too low|insuffisant|épuisé)/i,
]

/**
 * The table of answers. A message that may have been accepted is never classified as a failure, and
 * only a 2xx counts as accepted.
 */
export function classifyAnswer(
  answer: HttpAnswer,
  error: ErrorBody,
  nowMs: number
): Classification {
  const { status, text, retryAfter } = answer
  if (status >= 200 && status < 300) return classifySuccess(status, text)

  const found = findRule(status, error)
  if (found.outcome !== 'throttled') return found
  const waitMs = retryAfterMs(retryAfter, nowMs)
  return waitMs === undefined ? found : { ...found, retryAfterMs: waitMs }
}

/** 201 means accepted, with or without an id; another 2xx only counts if it names the resource. */
function classifySuccess(status: number, text: string): Classification {
  const id = resourceId(text)
  const accepted: Classification = id
    ? { outcome: 'accepted', providerMessageId: id }
    : { outcome: 'accepted' }
  if (status === 201) return accepted
  return (status === 200 || status === 202) && id ? accepted : rules.UNEXPECTED_SUCCESS
}

function findRule(status: number, error: ErrorBody): Rule {
  if (status >= 300 && status < 400) return rules.REDIRECTED
  if (status === 503) return classifyUnavailable(error)
  /** Regardless of the body: a failing server may have passed the message on. */
  if (!(status >= 400 && status < 500)) return rules.STATUS_RULES[status] ?? rules.UNEXPECTED_STATUS

  return (
    findThrottle(status, error) ??
    findNoCredit(error) ??
    findSenderFault(error) ??
    findContractExpired(error) ??
    byCode(error.code) ??
    rules.STATUS_RULES[status] ??
    rules.UNRECOGNISED_REFUSAL
  )
}

function classifyUnavailable({ code }: ErrorBody): Rule {
  if (code === '6') return rules.OVER_CAPACITY
  return code === 'SVC1000' ? rules.ONE_API_RULES.SVC1000 : rules.STATUS_RULES[503]
}

/** 403 can also mean "too fast": the body decides. */
function findThrottle(status: number, error: ErrorBody): Rule | undefined {
  const text = words(error)
  const tooMuch = error.code === '53' || /spike arrest|too many requests|global quota/i.test(text)
  const understood = error.code !== '53' && byCode(error.code) !== undefined
  if (status !== 429 && (!tooMuch || understood)) return undefined
  return /quota/i.test(text) ? rules.QUOTA_EXCEEDED : rules.TOO_MANY_REQUESTS
}

function findNoCredit(error: ErrorBody): Rule | undefined {
  const text = words(error)
  return NO_CREDIT_TEXTS.some((form) => form.test(text)) ? rules.NO_CREDIT : undefined
}

function findSenderFault(error: ErrorBody): Rule | undefined {
  const aboutFields = ['SVC0002', 'SVC0003', 'SVC0004', '21', '22', '23', '24']
  if (!error.code || !aboutFields.includes(error.code)) return undefined
  return SENDER_FIELD.test(words(error)) ? rules.SENDER_REFUSED : undefined
}

function findContractExpired({ code, cause }: ErrorBody): Rule | undefined {
  return code === 'POL0001' && /^expired contract/i.test(cause ?? '')
    ? rules.CONTRACT_EXPIRED
    : undefined
}

function byCode(code: string | undefined): Rule | undefined {
  if (code === undefined) return undefined
  if (Object.hasOwn(rules.ONE_API_RULES, code)) return rules.ONE_API_RULES[code]
  return Object.hasOwn(rules.GATEWAY_RULES, code) ? rules.GATEWAY_RULES[code] : undefined
}

function words({ message, description, cause }: ErrorBody): string {
  return [message, description, cause].filter(Boolean).join(' ')
}
