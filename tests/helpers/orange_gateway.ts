import { Secret } from '@adonisjs/core/helpers'
import { FrozenClock } from '#app/clock'
import type { AccountSettings } from '#gateways/settings'
import { OrangeGateway } from '#gateways/orange/orange_gateway'
import { aLogger } from '#tests/helpers/logger'
import { answer, ScriptedServer } from '#tests/helpers/scripted_server'

export const TOKEN_PATH = '/oauth/v3/token'
export const SEND_PATH = '/smsmessaging/v1/outbound/'
/** For tests that wait until it is over; the others must not be hurried by a busy machine. */
export const SHORT = { timeoutMs: 1_500 }
export const CLIENT_SECRET = 's3cr3t-canary'

export function aConfig(
  baseUrl: string,
  { timeoutMs = 10_000, senderName = '' } = {}
): AccountSettings {
  return {
    name: 'orange',
    gateway: 'orange',
    prefixes: [],
    ratePerSecond: 5,
    countedIn: 'messages',
    orange: {
      baseUrl,
      clientId: 'client',
      clientSecret: new Secret(CLIENT_SECRET),
      senderAddress: 'tel:+2370000',
      senderName: senderName || undefined,
      country: 'CMR',
      timeoutMs,
    },
  }
}

export function aToken(value: string, expiresIn: unknown = 3600) {
  return answer(200, { token_type: 'Bearer', access_token: value, expires_in: expiresIn })
}

export function created(id: string, headers: Record<string, string> = {}) {
  return answer(201, acceptedBody(id), headers)
}

export function acceptedBody(id: string) {
  return {
    outboundSMSMessageRequest: {
      address: ['tel:+237690123456'],
      senderAddress: 'tel:+2370000',
      outboundSMSTextMessage: { message: '…' },
      resourceURL: `https://api.orange.com/smsmessaging/v1/outbound/tel:+2370000/requests/${id}`,
    },
  }
}

/** Orange over a real socket: tokens `token-1`, `token-2` …, and every SMS accepted with its own id. */
export async function openOrange(options: { timeoutMs?: number; senderName?: string } = {}) {
  const server = await ScriptedServer.start()
  const clock = new FrozenClock('2026-03-10T08:00:00Z')
  const { lines, logger } = aLogger()
  let [tokens, messages] = [0, 0]
  server.on(TOKEN_PATH, (socket, request) => aToken(`token-${++tokens}`)(socket, request))
  server.on(SEND_PATH, (socket, request) => created(`sms-${++messages}`)(socket, request))
  const gateway = new OrangeGateway(aConfig(server.url, options), clock, logger)
  return { server, clock, lines, gateway, close: () => server.stop() }
}

export type OpenOrange = Awaited<ReturnType<typeof openOrange>>
