import type { Reason } from '#messages/reasons'

/** Reasons that are one and the same to people who do not program; docs/reasons.md tells them apart. */
const FAMILIES = {
  request_refused: [
    'invalid_input',
    'invalid_body_field',
    'missing_body',
    'invalid_body',
    'missing_body_field',
    'precondition_failed',
    'conflict',
    'service_error',
    'unrecognised_refusal',
    'request_too_large',
  ],
  account_locked_out: ['bad_credentials', 'token_rejected', 'access_denied'],
  account_closed: [
    'forbidden',
    'not_provisioned',
    'suspended',
    'requester_blocked',
    'user_blocked',
    'policy_refused',
  ],
  quota_used_up: ['quota_policy', 'quota_exceeded'],
  settings_wrong: [
    'not_found',
    'redirected',
    'proxy_in_the_way',
    'too_many_addresses',
    'invalid_path_parameter',
    'missing_query_parameter',
    'invalid_query_parameter',
    'missing_header',
    'invalid_header',
    'method_not_allowed',
    'not_acceptable',
    'length_required',
    'url_too_long',
    'unsupported_media_type',
    'bad_settings',
    'bad_url',
  ],
  operator_down: ['service_unavailable', 'over_capacity', 'no_resources'],
  operator_unreachable: [
    'connect_timeout',
    'connection_refused',
    'connection_failed',
    'dns_failure',
    'network_unreachable',
    'tls_failure',
    'token_timeout',
    'token_unreadable',
    'request_timeout',
  ],
  answer_lost: [
    'timeout',
    'connection_reset',
    'connection_lost',
    'answer_cut_short',
    'answer_too_large',
    'answer_unreadable',
  ],
  answer_unclear: [
    'internal_error',
    'bad_gateway',
    'gateway_timeout',
    'unexpected_status',
    'unexpected_success',
  ],
  own_fault: [
    'no_place',
    'too_many_open_files',
    'no_free_port',
    'no_buffer_space',
    'connection_forbidden',
    'gateway_fault',
  ],
} as const satisfies Record<string, readonly Reason[]>

const FAMILY_OF = new Map<string, string>(
  Object.entries(FAMILIES).flatMap(([family, reasons]) =>
    reasons.map((reason) => [reason, family] as const)
  )
)

/** The key of a reason's words in resources/lang/…/reasons.json. */
export function familyOf(reason: string): string {
  return FAMILY_OF.get(reason) ?? reason
}
