import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Answer } from '#emulator/answer'
import type { EmulatedRequest } from '#emulator/emulated_request'
import { gatewayError } from '#emulator/error_answers'
import { findEndpoint, isOfOrange, isSend, type Endpoint } from '#emulator/find_endpoint'
import { findRefusal } from '#emulator/find_fault'
import { giveAnswer } from '#emulator/give_answer'
import { nowMs } from '#emulator/now_ms'
import type { EmulatedOrange } from '#emulator/emulated_orange'
import { readBody } from '#emulator/read_body'

/** The HTTP server of the emulator. No request can end it. */
export function openHttpDoor(orange: EmulatedOrange): Server {
  const server = createServer((request, response) => serve(request, response, orange))
  server.on('clientError', refuseMalformed)
  /**
   * Closing an idle connection just when a client writes would look like a fault that was not
   * configured.
   */
  server.keepAliveTimeout = 0
  return server
}

function serve(request: IncomingMessage, response: ServerResponse, orange: EmulatedOrange): void {
  const arrivedAtMs = nowMs()
  const [path, query] = split(request.url ?? '/')
  const endpoint = findEndpoint(request.method ?? '', path)
  const send = isSend(endpoint)
  const admitted = send ? orange.arrivals.register(arrivedAtMs) : true
  response.on('error', () => {})

  readBody(
    request,
    ({ text, tooLarge }) => {
      const { headers } = request
      const read = { path, query, headers, body: text, tooLarge, arrivedAtMs, admitted }
      const answer = answerSafely(endpoint, read, orange)
      const delayMs =
        (isOfOrange(path) ? orange.settings.latencyMs : 0) +
        ('delayMs' in answer ? (answer.delayMs ?? 0) : 0)
      const give = () => giveAnswer(response, answer, randomUUID())
      if (delayMs > 0) setTimeout(give, delayMs).unref()
      else give()
    },
    () => {
      if (send) orange.arrivals.aborted++
    }
  )
}

/**
 * If the journal cannot be written (a full disk, say), the emulator neither ends nor accepts the
 * message.
 */
function answerSafely(
  endpoint: Endpoint,
  request: EmulatedRequest,
  orange: EmulatedOrange
): Answer {
  try {
    if (isOfOrange(request.path) && !isSend(endpoint)) {
      const outage = findRefusal('server', orange)
      if (outage) return outage.answer
    }
    return endpoint(request, orange)
  } catch (error) {
    process.emitWarning(error as Error)
    return gatewayError(500, 1)
  }
}

function split(url: string): [path: string, query: string] {
  const mark = url.indexOf('?')
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)]
}

function refuseMalformed(_: Error, socket: Duplex): void {
  if (!socket.writable) return void socket.destroy()
  const { body } = gatewayError(400, 22)
  socket.end(
    'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: application/json\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\nX-OAPI-Request-Id: ${randomUUID()}\r\n\r\n${body}`,
    () => socket.destroy()
  )
}
