import { answerContracts } from '#emulator/endpoints/contracts'
import * as control from '#emulator/endpoints/control'
import { answerSend } from '#emulator/endpoints/send'
import { answerToken } from '#emulator/endpoints/token'
import type { Answer } from '#emulator/answer'
import type { EmulatedRequest } from '#emulator/emulated_request'
import { gatewayError } from '#emulator/error_answers'
import type { EmulatedOrange } from '#emulator/emulated_orange'

export type Endpoint = (request: EmulatedRequest, orange: EmulatedOrange) => Answer

const SEND_PATH = /^\/smsmessaging\/v1\/outbound\/[^/]+\/requests$/

const ENDPOINTS: Record<string, Record<string, Endpoint>> = {
  '/oauth/v3/token': { POST: answerToken },
  '/sms/admin/v1/contracts': { GET: answerContracts },
  '/__emulator/journal': { GET: control.journal },
  '/__emulator/report': { GET: control.report },
  '/__emulator/faults': {
    GET: control.faults,
    POST: control.setFaults,
    DELETE: control.clearFaults,
  },
  '/__emulator/units': { POST: control.topUp },
  '/__emulator/contract': { POST: control.changeContract },
  '/__emulator/inbound': { POST: control.inbound },
  '/__emulator/callbacks': { GET: control.callbacks },
  '/__emulator/tokens': { DELETE: control.expireTokens },
  '/__emulator/reset': { POST: control.reset },
}
const SEND: Record<string, Endpoint> = { POST: answerSend }

export function findEndpoint(method: string, path: string): Endpoint {
  const methods = SEND_PATH.test(path)
    ? SEND
    : Object.hasOwn(ENDPOINTS, path)
      ? ENDPOINTS[path]
      : undefined
  if (!methods) return answerNotFound
  return Object.hasOwn(methods, method) ? methods[method] : answerWrongMethod
}

export function isSend(endpoint: Endpoint): boolean {
  return endpoint === answerSend
}

/** The emulator's own endpoints work during every outage. */
export function isOfOrange(path: string): boolean {
  return !path.startsWith('/__emulator/')
}

function answerNotFound(): Answer {
  return gatewayError(404, 60)
}

function answerWrongMethod(): Answer {
  return gatewayError(405, 61)
}
