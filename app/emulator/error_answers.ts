import { json, type Reply } from '#emulator/answer'

/** Codes of Orange's API gateway, from developer.orange.com, "common errors". */
const GATEWAY_MESSAGES: Record<number, [message: string, description: string]> = {
  1: ['Internal error', 'The service encountered an unexpected condition.'],
  5: ['Service unavailable', 'The service is temporarily unavailable.'],
  6: ['Over capacity', 'The service is temporarily unavailable or too slow to answer.'],
  20: ['Invalid URL parameter value', 'A parameter of the URL is not valid.'],
  21: ['Missing body', 'The request needs a body.'],
  22: ['Invalid body', 'The body could not be read.'],
  23: ['Missing body field', 'A mandatory field of the body is missing.'],
  24: ['Invalid body field', 'A field of the body is not valid.'],
  40: ['Missing credentials', 'The requested service needs credentials, but none were provided.'],
  41: [
    'Invalid credentials',
    'The requested service needs credentials, but the ones provided were invalid.',
  ],
  42: [
    'Expired credentials',
    'The requested service needs credentials, and the ones provided were out-of-date.',
  ],
  53: ['Too many requests', 'spike arrest limit'],
  60: ['Resource not found', 'The requested URI or resource does not exist.'],
  61: ['Method not allowed', 'The URI does not support the requested method.'],
  62: ['Not acceptable', 'The Accept header is missing or cannot be satisfied.'],
  63: ['Request time-out', 'The server timed out waiting for the request.'],
  66: ['Request entity too large', 'The body of the request is larger than the server takes.'],
  68: ['Unsupported media type', 'The body is not in a format that the resource supports.'],
}

/** `{code, message, description}`, as the API gateway in front of every product answers. */
export function gatewayError(status: number, code: number, detail?: string): Reply {
  const [message, description] = GATEWAY_MESSAGES[code]
  return json(status, { code, message, description: detail ?? description })
}

/** `requestError.serviceException`, as the GSMA OneAPI behind the gateway answers. */
function serviceError(messageId: string, text: string, variables: string[]): Reply {
  return json(400, { requestError: { serviceException: { messageId, text, variables } } })
}

export function invalidInput(part: string): Reply {
  return serviceError('SVC0002', 'Invalid input value for message part %1', [part])
}

export function noValidAddress(address: string): Reply {
  return serviceError('SVC0004', 'No valid addresses provided in message part %1', [address])
}

export function textTooLong(): Reply {
  return serviceError('SVC0280', 'Message too long. Maximum length is %1 characters.', ['1530'])
}

/** POL0001: one id for all policies; only the first variable has the cause. */
function policyError(cause: string): Reply {
  const text = 'The following policy error occurred: %1. Error code is %2.'
  return json(403, {
    requestError: { policyException: { messageId: 'POL0001', text, variables: [cause, '403'] } },
  })
}

export function contractExpired(): Reply {
  return policyError('Expired contract')
}

/** Orange's own words for this are not known. */
export function noCredit(): Reply {
  return policyError('Insufficient balance: no units left on the contract')
}

/**
 * Recorded in 2024 at the token endpoint (PapePathe/orange_sms_api, VCR cassettes), like the next
 * one.
 */
export function unknownClient(): Reply {
  return invalidClient(
    'The requested service needs credentials, but the ones provided were invalid.'
  )
}

export function undecodableClient(): Reply {
  return invalidClient('Unable to decode Basic authorization.')
}

function invalidClient(description: string): Reply {
  return json(
    401,
    { error: 'invalid_client', error_description: description },
    { 'WWW-Authenticate': 'Basic realm="Authorization Required"' }
  )
}
