import { connect, type Socket } from 'node:net'
import app from '@adonisjs/core/services/app'
import config from '@adonisjs/core/services/config'
import { Secret } from '@adonisjs/core/helpers'
import limiter from '@adonisjs/limiter/services/main'
import type { Group } from '@japa/runner/core'
import { RunningWork } from '#services/running_work'
import type { WebhooksConfig } from '#config/webhooks'

export const SECRET = '9f2c4b7a1d8e6053'.repeat(4)
export const RECEIPTS = `/webhooks/orange/${SECRET}/delivery-receipts`
export const REPLIES = `/webhooks/orange/${SECRET}/inbound-messages`

export function configure(change: Partial<WebhooksConfig>): void {
  config.set('webhooks', { ...config.get<WebhooksConfig>('webhooks'), ...change })
}

/** Every test of the group starts with one secret and no source list, and ends when all that came is applied. */
export function withWebhooks(group: Group): void {
  group.each.setup(async () => {
    const before = config.get('webhooks')
    await limiter.clear()
    configure({ secrets: [new Secret(SECRET)], requestsPerSecond: 100_000 })
    return async () => {
      config.set('webhooks', before)
      const work = await app.container.make(RunningWork)
      await work.inTurn('webhooks', async () => undefined)
    }
  })
}

export function aReceipt(
  id: string,
  status = 'DeliveredToTerminal',
  address = 'tel:+237690000001'
) {
  return JSON.stringify({
    deliveryInfoNotification: {
      callbackData: id,
      deliveryInfo: { address, deliveryStatus: status },
    },
  })
}

export function aReply(text: string, from = 'tel:+237690000001') {
  return JSON.stringify({
    inboundSMSMessageNotification: {
      inboundSMSMessage: {
        senderAddress: from,
        destinationAddress: '2370000',
        message: text,
        dateTime: '2026-03-09T08:00:00Z',
        messageId: `m-${text}`,
      },
    },
  })
}

/** Byte by byte over a socket of its own. */
export async function openSocket(): Promise<Socket> {
  const socket = connect(Number(process.env.PORT), process.env.HOST)
  /** A server that closes without reading on resets the connection. */
  socket.on('error', () => {})
  await new Promise((resolve) => socket.once('connect', resolve))
  return socket
}

/** All that the server sends until it closes the connection. */
export async function answerOn(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  await new Promise((resolve) => socket.once('close', resolve))
  return Buffer.concat(chunks).toString('latin1')
}

export interface RawRequest {
  method?: string
  path: string
  headers?: Record<string, string>
  body?: string | Buffer
}

/** The whole answer as it comes over the wire; the server is asked to close the connection. */
export async function rawAnswer({ method = 'POST', path, headers, body = '' }: RawRequest) {
  const socket = await openSocket()
  const answer = answerOn(socket)
  const lines = Object.entries({
    'Host': 'localhost',
    'Connection': 'close',
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    ...headers,
  })
  socket.write(`${method} ${path} HTTP/1.1\r\n`)
  socket.write(lines.map(([name, value]) => `${name}: ${value}\r\n`).join(''))
  socket.write('\r\n')
  socket.write(body)
  return answer
}

export async function statusOf(request: RawRequest): Promise<number> {
  return Number((await rawAnswer(request)).split(' ')[1])
}
