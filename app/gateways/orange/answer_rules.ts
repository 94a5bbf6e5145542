import type { Outcome } from '#gateways/types'
import type { GatewayReason } from '#gateways/reasons'

/** The meaning of an answer, and the reason stored with the message. */
export interface Rule {
  outcome: Exclude<Outcome, 'accepted'>
  reason: GatewayReason
}

const rule =
  (outcome: Rule['outcome']) =>
  (reason: GatewayReason): Rule => ({ outcome, reason })

const account = rule('account')
const ambiguous = rule('ambiguous')
const configuration = rule('configuration')
const providerDown = rule('provider_down')
const refused = rule('refused')
const throttled = rule('throttled')
const transient = rule('transient')

/**
 * Ids of the GSMA OneAPI whose meaning at Orange is known. An unknown policy pauses the account:
 * the next message would be refused too.
 */
export const ONE_API_RULES: Record<string, Rule> = {
  SVC0001: refused('service_error'),
  SVC0002: refused('invalid_input'),
  SVC0003: refused('invalid_input'),
  SVC0004: refused('invalid_number'),
  SVC0005: ambiguous('duplicate_submission'),
  SVC0280: refused('text_too_long'),
  SVC1000: providerDown('no_resources'),
  POL0001: account('policy_refused'),
  POL0002: refused('privacy_refused'),
  POL0003: configuration('too_many_addresses'),
  POL1009: account('not_provisioned'),
  POL1010: account('suspended'),
  POL1102: account('quota_policy'),
}

/** Codes of Orange's API gateway (developer.orange.com, "common errors"), in answers 400 to 499. */
export const GATEWAY_RULES: Record<string, Rule> = {
  20: configuration('invalid_path_parameter'),
  21: refused('missing_body'),
  22: refused('invalid_body'),
  23: refused('missing_body_field'),
  24: refused('invalid_body_field'),
  25: configuration('missing_header'),
  26: configuration('invalid_header'),
  27: configuration('missing_query_parameter'),
  28: configuration('invalid_query_parameter'),
  40: account('bad_credentials'),
  41: account('bad_credentials'),
  42: account('token_rejected'),
  50: account('access_denied'),
  51: account('requester_blocked'),
  52: account('user_blocked'),
  53: throttled('too_many_requests'),
  60: configuration('not_found'),
  61: configuration('method_not_allowed'),
  62: configuration('not_acceptable'),
  63: transient('request_timeout'),
  64: configuration('length_required'),
  65: refused('precondition_failed'),
  66: refused('request_too_large'),
  67: configuration('url_too_long'),
  68: configuration('unsupported_media_type'),
  69: refused('conflict'),
  invalid_client: account('bad_credentials'),
}

/** The meaning of a status if the body has no known code. */
export const STATUS_RULES: Record<number, Rule> = {
  401: account('token_rejected'),
  402: account('no_credit'),
  403: account('forbidden'),
  404: configuration('not_found'),
  405: configuration('method_not_allowed'),
  406: configuration('not_acceptable'),
  407: configuration('proxy_in_the_way'),
  408: transient('request_timeout'),
  409: refused('conflict'),
  411: configuration('length_required'),
  412: refused('precondition_failed'),
  413: refused('request_too_large'),
  414: configuration('url_too_long'),
  415: configuration('unsupported_media_type'),
  429: throttled('too_many_requests'),
  500: ambiguous('internal_error'),
  502: ambiguous('bad_gateway'),
  503: providerDown('service_unavailable'),
  504: ambiguous('gateway_timeout'),
}

export const UNEXPECTED_SUCCESS = ambiguous('unexpected_success')
export const UNEXPECTED_STATUS = ambiguous('unexpected_status')
export const UNRECOGNISED_REFUSAL = refused('unrecognised_refusal')
export const REDIRECTED = configuration('redirected')
export const SENDER_REFUSED = configuration('sender_refused')
export const NO_CREDIT = account('no_credit')
export const CONTRACT_EXPIRED = account('contract_expired')
export const OVER_CAPACITY = providerDown('over_capacity')
export const QUOTA_EXCEEDED = throttled('quota_exceeded')
export const TOO_MANY_REQUESTS = throttled('too_many_requests')
