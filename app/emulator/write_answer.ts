import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { Answer, Reaction } from '#emulator/reactions'

export function writeAnswer(response: ServerResponse, { status, body, headers }: Answer): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(status, {
    'content-type': typeof body === 'string' ? 'text/html' : 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  })
  response.end(text)
}

/** Answers, or breaks off in the way that was asked for. */
export async function writeEnding(
  response: ServerResponse,
  ending: Reaction['ending'],
  answer: Answer,
  delayMs: number
): Promise<void> {
  if (delayMs > 0) await delay(delayMs)
  switch (ending) {
    case 'answer':
      return writeAnswer(response, answer)
    case 'truncate':
      return cutShort(response, answer)
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'hang':
      /** Until the client gives up. */
      return
  }
}

/** Promises the whole body, writes half of it and hangs up. */
function cutShort(response: ServerResponse, { status, body }: Answer): void {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': text.length })
  response.write(text.slice(0, text.length / 2), () => response.socket?.end())
}
