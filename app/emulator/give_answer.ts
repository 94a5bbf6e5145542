import { Readable } from 'node:stream'
import type { ServerResponse } from 'node:http'
import type { Answer, Reply } from '#emulator/answer'

/** Sends the answer, or breaks off as it says. A disconnected client is not an error. */
export function giveAnswer(response: ServerResponse, answer: Answer, requestId: string): void {
  switch (answer.kind) {
    case 'reply':
      if (!response.destroyed && answer.onGiven) response.once('finish', answer.onGiven)
      writeHead(response, answer, requestId)
      response.end(answer.body)
      return
    case 'stream':
      response.writeHead(200, { ...JSON_HEADERS, 'X-OAPI-Request-Id': requestId })
      Readable.from(answer.chunks).pipe(response)
      return
    case 'truncated':
      writeHead(response, answer.reply, requestId)
      response.write(halfOf(answer.reply.body), () => response.destroy())
      return
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'hang':
      return
    default:
      answer satisfies never
  }
}

const JSON_HEADERS = { 'Content-Type': 'application/json' }

function writeHead(response: ServerResponse, { status, body, headers }: Reply, id: string): void {
  response.writeHead(status, {
    ...headers,
    'Content-Length': Buffer.byteLength(body),
    'X-OAPI-Request-Id': id,
  })
}

function halfOf(body: string): Buffer {
  const bytes = Buffer.from(body)
  return bytes.subarray(0, bytes.length >> 1)
}
