import type { Reply } from '#emulator/answer'
import type { EmulatedRequest } from '#emulator/emulated_request'
import { gatewayError, invalidInput, noValidAddress } from '#emulator/error_answers'
import { isObject } from '#emulator/is_object'

export interface OutboundSms {
  address: string
  senderAddress: string
  senderName?: string
  text: string
}

export interface Misread {
  reason: string
  reply: Reply
  /** As far as they could be read, for the journal. */
  address: string
  text: string
}

/** E.164 has at most 15 digits; no phone has fewer than 8. */
const ADDRESS = /^tel:\+[1-9]\d{7,14}$/
const SENDER_NAME = /^[\da-z ]{1,11}$/i

/** Reads the body of a send request and compares it with its path, or returns Orange's error. */
export function readOutboundSms(request: EmulatedRequest): OutboundSms | Misread {
  const body = parse(request.body)
  const sms = isObject(body) ? body.outboundSMSMessageRequest : undefined
  const fields = isObject(sms) ? sms : {}
  const message = isObject(fields.outboundSMSTextMessage) ? fields.outboundSMSTextMessage : {}
  const { address, senderAddress, senderName } = fields
  const text = message.message
  const misread = (reason: string, reply: Reply): Misread => {
    return { reason, reply, address: asText(address), text: asText(text) }
  }

  if (request.tooLarge) return misread('too_large', gatewayError(413, 66))
  if (!request.headers['content-type']?.startsWith('application/json')) {
    return misread('unsupported_media_type', gatewayError(415, 68))
  }
  if (request.body === '') return misread('missing_body', gatewayError(400, 21))
  if (!isObject(body)) return misread('invalid_body', gatewayError(400, 22))
  for (const [name, value] of Object.entries({
    'outboundSMSMessageRequest': sms,
    address,
    senderAddress,
    'outboundSMSTextMessage.message': text,
  })) {
    if (value === undefined)
      return misread('missing_field', gatewayError(400, 23, `${name} is missing.`))
  }
  if (typeof address !== 'string')
    return misread('invalid_field', gatewayError(400, 24, 'address is not valid.'))
  if (typeof text !== 'string' || text === '') {
    return misread('invalid_field', gatewayError(400, 24, 'message is not valid.'))
  }
  if (typeof senderAddress !== 'string' || senderAddress !== senderOf(request.path)) {
    return misread('wrong_sender', gatewayError(400, 20, 'senderAddress differs from the URL.'))
  }
  if (
    senderName !== undefined &&
    !(typeof senderName === 'string' && SENDER_NAME.test(senderName))
  ) {
    return misread('invalid_sender_name', invalidInput('senderName'))
  }
  if (!ADDRESS.test(address)) return misread('invalid_number', noValidAddress(address))
  return { address, senderAddress, text, ...(senderName === undefined ? {} : { senderName }) }
}

/** `/smsmessaging/v1/outbound/{sender}/requests`; undefined if it cannot be decoded. */
function senderOf(path: string): string | undefined {
  try {
    return decodeURIComponent(path.split('/')[4])
  } catch {
    return undefined
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
