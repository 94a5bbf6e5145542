import { json, type Answer } from '#emulator/answer'
import type { EmulatedRequest } from '#emulator/emulated_request'
import { gatewayError, undecodableClient, unknownClient } from '#emulator/error_answers'
import { findRefusal } from '#emulator/find_fault'
import type { EmulatorSettings } from '#emulator/options'
import type { EmulatedOrange } from '#emulator/emulated_orange'

/** `POST /oauth/v3/token`, with bodies recorded from Orange. */
export function answerToken(request: EmulatedRequest, orange: EmulatedOrange): Answer {
  const { headers, body } = request
  if (request.tooLarge) return gatewayError(413, 66)
  if (!orange.tokenLimit.admit(request.arrivedAtMs)) return gatewayError(429, 53)
  if (!headers.accept) return gatewayError(406, 62)

  const refusal = refuseClient(headers.authorization, orange.settings)
  if (refusal) return refusal
  const fault = findRefusal('token', orange)
  if (fault) return fault.answer
  if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return gatewayError(415, 68)
  }
  if (new URLSearchParams(body).get('grant_type') !== 'client_credentials') {
    return json(400, {
      error: 'unsupported_grant_type',
      error_description: 'The grant_type must be client_credentials.',
    })
  }
  return json(200, {
    token_type: 'Bearer',
    access_token: orange.tokens.issue(),
    expires_in: orange.settings.tokenSeconds,
  })
}

function refuseClient(
  authorization: string | undefined,
  { clientId, clientSecret }: EmulatorSettings
): Answer | undefined {
  const encoded = /^Basic ([\w+/]+={0,2})$/.exec(authorization ?? '')?.[1]
  const credentials = encoded && Buffer.from(encoded, 'base64').toString('utf8')
  if (!credentials?.includes(':')) return undecodableClient()
  return credentials === `${clientId}:${clientSecret}` ? undefined : unknownClient()
}
