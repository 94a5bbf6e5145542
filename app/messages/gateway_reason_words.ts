import type { GatewayReason } from '#gateways/reasons'

/** What a reason means, and what a person can do about it. */
export type Words = readonly [meaning: string, advice: string]

/** The gateways' reasons in words: what each means, and what a person can do. */
export const GATEWAY_REASON_WORDS: Readonly<Record<GatewayReason, Words>> = {
  no_place: [
    'The database could not reserve a place under the rate limit.',
    'Nothing once; check the database if it goes on.',
  ],
  text_too_long: [
    'The text has more segments than text.maxSegments, or the operator called it too long.',
    'Shorten it. A ç, ê or œ in the template more than halves the room in a segment.',
  ],
  invalid_number: [
    'The operator does not know the number.',
    'sms:edit ID --number=…, then sms:retry ID; or sms:reject.',
  ],
  invalid_input: ['A field of the request is not valid.', 'Look at error_message.'],
  missing_body: [
    'The operator found no body in the request.',
    'Report it: this is a fault of Rappel or of a proxy.',
  ],
  invalid_body: [
    'The operator could not read the body.',
    'Report it: this is a fault of Rappel or of a proxy.',
  ],
  missing_body_field: ['A field is missing in the body.', 'Look at error_message.'],
  invalid_body_field: [
    'A field in the body is not valid.',
    'Look at error_message; usually the number or the text.',
  ],
  service_error: [
    "The operator's service refused the request without saying why.",
    'Try once more by sms:retry; ask Orange if it stays.',
  ],
  privacy_refused: [
    'A privacy policy of the operator forbids this number.',
    'Ask Orange, or sms:reject.',
  ],
  precondition_failed: [
    'A condition of the request was not met (412).',
    'Ask Orange, with the request id of the attempt.',
  ],
  conflict: [
    'The operator reports a conflict (409).',
    'Ask Orange, with the request id of the attempt.',
  ],
  request_too_large: ['The request is too large.', 'Shorten the text.'],
  unrecognised_refusal: [
    'A refusal that Rappel does not know.',
    'Look at error_code and error_message; ask Orange.',
  ],
  bad_credentials: [
    'Orange refuses the client id or secret.',
    'Correct them in the environment, restart, sms:resume.',
  ],
  token_rejected: [
    'Orange refuses the token, also a fresh one.',
    "Check the credentials and the application in Orange's portal.",
  ],
  access_denied: [
    'The application may not use the SMS API.',
    "Subscribe to it in Orange's portal.",
  ],
  forbidden: ['Orange forbids the request (403) without saying why.', 'Ask Orange.'],
  no_credit: [
    'The bundle is used up.',
    'Buy units. The next balance poll resumes the account; orange:balance does so at once.',
  ],
  quota_policy: ["The contract's quota is used up.", 'Ask Orange.'],
  contract_expired: [
    'The bundle has expired.',
    'Renew it. The next balance poll resumes the account.',
  ],
  not_provisioned: ['The account is not set up for this service.', 'Ask Orange.'],
  suspended: ['Orange suspended the account.', 'Ask Orange.'],
  requester_blocked: ['Orange blocked the application.', 'Ask Orange.'],
  user_blocked: ["Orange blocked the account's user.", 'Ask Orange.'],
  policy_refused: [
    'A policy of Orange refuses the request.',
    "Look at the pause's detail; ask Orange.",
  ],
  sender_refused: [
    'Orange refuses the sender address or name.',
    'Check ORANGE_SENDER_ADDRESS and ORANGE_SENDER_NAME.',
  ],
  not_found: [
    'The address does not exist at the operator.',
    'Check ORANGE_BASE_URL and ORANGE_SENDER_ADDRESS.',
  ],
  redirected: ['The operator answered with a redirect.', 'Check ORANGE_BASE_URL.'],
  proxy_in_the_way: [
    'A proxy asks for authentication (407).',
    'Check the network, and let the process reach Orange directly.',
  ],
  too_many_addresses: [
    'The operator saw more addresses in the request than it allows.',
    'Report it.',
  ],
  invalid_path_parameter: [
    'Part of the path is not valid, usually the sender address.',
    'Check ORANGE_SENDER_ADDRESS.',
  ],
  missing_query_parameter: ['A query parameter is missing.', 'Check ORANGE_BASE_URL; report it.'],
  invalid_query_parameter: ['A query parameter is not valid.', 'Check ORANGE_BASE_URL; report it.'],
  missing_header: ['A header is missing.', 'Check proxies on the way; report it.'],
  invalid_header: ['A header is not valid.', 'Check proxies on the way; report it.'],
  method_not_allowed: ['The address does not take POST.', 'Check ORANGE_BASE_URL.'],
  not_acceptable: ['The operator cannot answer in JSON.', 'Check ORANGE_BASE_URL.'],
  length_required: ['The request arrived without a length.', 'Check proxies on the way.'],
  url_too_long: ['The address is too long.', 'Check ORANGE_BASE_URL and ORANGE_SENDER_ADDRESS.'],
  unsupported_media_type: [
    'The operator does not take JSON at this address.',
    'Check ORANGE_BASE_URL.',
  ],
  bad_settings: [
    'A setting cannot be put into a request, for example a line break in the credentials.',
    'Check the credentials in the environment.',
  ],
  bad_url: ['The address is not a URL.', 'Check ORANGE_BASE_URL.'],
  too_many_requests: [
    'The account sent too fast. It slows down by itself.',
    'Nothing. If it happens every day, lower ORANGE_RATE_LIMIT_PER_SECOND.',
  ],
  quota_exceeded: [
    "The operator's quota for a period is used up.",
    'Nothing; ask Orange for a higher quota if it happens often.',
  ],
  service_unavailable: [
    "The operator's service is down (503).",
    'Nothing: one probe a minute finds out when it is back.',
  ],
  over_capacity: ['The operator is overloaded.', 'Nothing.'],
  no_resources: ['The operator has no free resources.', 'Nothing.'],
  connect_timeout: ['No connection in time.', 'Check the network if other machines reach Orange.'],
  connection_refused: [
    'The operator refused the connection.',
    'Check ORANGE_BASE_URL and the firewall.',
  ],
  connection_failed: ['The connection failed before anything was written.', 'Check the network.'],
  dns_failure: ["The operator's name could not be resolved.", 'Check the DNS of this machine.'],
  network_unreachable: ['The network has no route to the operator.', 'Check the network.'],
  tls_failure: [
    'The certificate or the TLS handshake was not accepted.',
    'Check the clock, the CA certificates and any proxy that inspects TLS.',
  ],
  token_timeout: ['No token came in time.', 'Nothing once; check the network if it goes on.'],
  token_unreadable: [
    "The token endpoint's answer is not a token.",
    'Check ORANGE_BASE_URL and proxies on the way.',
  ],
  request_timeout: [
    'The operator gave up on the request (408).',
    'Nothing: it becomes a dead letter if all retries fail.',
  ],
  timeout: ['The request was written, and no answer came in time.', 'Wait or resolve.'],
  connection_reset: ['The connection was reset after the request was written.', 'Wait or resolve.'],
  connection_lost: ['The connection was lost after the request was written.', 'Wait or resolve.'],
  answer_cut_short: ['The answer began and broke off.', 'Wait or resolve.'],
  answer_too_large: ['The answer was larger than Rappel reads.', 'Wait or resolve.'],
  answer_unreadable: ['The answer is not HTTP.', 'Check proxies on the way. Wait or resolve.'],
  internal_error: ['The operator answered 500.', 'Wait or resolve.'],
  bad_gateway: ['The operator, or a proxy, answered 502.', 'Wait or resolve.'],
  gateway_timeout: ['The operator, or a proxy, answered 504.', 'Wait or resolve.'],
  unexpected_status: [
    'An HTTP status that is not known.',
    'Look at http_status of the attempt. Wait or resolve.',
  ],
  unexpected_success: ['A 2xx answer other than 201, without an id.', 'Wait or resolve.'],
  duplicate_submission: [
    'The operator says it already has the message.',
    'Resolve as sent if that is true.',
  ],
  too_many_open_files: [
    'The process has no file descriptor left.',
    'Raise LimitNOFILE= of the unit or ulimit -n; a worker wants 300.',
  ],
  no_free_port: ['The machine has no local port left.', 'Look for what holds so many connections.'],
  no_buffer_space: ['The machine has no memory left for connections.', 'Free memory.'],
  connection_forbidden: [
    'The system forbids the connection.',
    "Check the firewall and the unit's restrictions.",
  ],
  gateway_fault: [
    'An error in Rappel: pending if nothing had left, unknown if it may have.',
    'Look at the log, and report it.',
  ],
}
