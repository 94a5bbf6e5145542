import { gatewayError, serviceException, type Answer } from '#emulator/reactions'

export interface OutboundRequest {
  address: string
  senderAddress: string
  senderName?: string
  text: string
}

const SENDER_PATH = /^\/smsmessaging\/v1\/outbound\/([^/]+)\/requests$/
const ADDRESS = /^tel:\+\d{6,15}$/

export function isOutboundRequest(path: string): boolean {
  return SENDER_PATH.test(path)
}

/** Reads the body of `POST /smsmessaging/v1/outbound/{sender}/requests`, or answers what is wrong with it. */
export function readOutboundRequest(path: string, body: string): OutboundRequest | Answer {
  let request: any
  try {
    request = JSON.parse(body)?.outboundSMSMessageRequest
  } catch {
    return invalid(22, 'Invalid body', 'The body is not JSON.')
  }
  const text = request?.outboundSMSTextMessage?.message
  if (!request) return invalid(23, 'Missing body field', 'outboundSMSMessageRequest')
  if (typeof text !== 'string')
    return invalid(23, 'Missing body field', 'outboundSMSTextMessage.message')
  if (typeof request.address !== 'string') return invalid(24, 'Invalid body field', 'address')
  if (decodeURIComponent(SENDER_PATH.exec(path)![1]) !== request.senderAddress) {
    return { status: 400, body: serviceException('SVC0002', 'senderAddress') }
  }
  if (!ADDRESS.test(request.address))
    return { status: 400, body: serviceException('SVC0004', 'address') }
  return {
    address: request.address,
    senderAddress: request.senderAddress,
    senderName: request.senderName,
    text,
  }
}

/** The body of a 201: what goes in as a string comes back as an array. */
export function createdBody(
  request: OutboundRequest,
  baseUrl: string,
  resourceId?: string
): object {
  return {
    outboundSMSMessageRequest: {
      address: [request.address],
      senderAddress: request.senderAddress,
      ...(request.senderName ? { senderName: request.senderName } : {}),
      outboundSMSTextMessage: { message: request.text },
      ...(resourceId
        ? {
            resourceURL: `${baseUrl}/smsmessaging/v1/outbound/${request.senderAddress}/requests/${resourceId}`,
          }
        : {}),
    },
  }
}

function invalid(code: number, message: string, description: string): Answer {
  return { status: 400, body: gatewayError(code, message, description) }
}
