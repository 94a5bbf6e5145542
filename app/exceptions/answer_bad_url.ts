import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { faceOf } from '#faces/faces'
import { errorAnswer } from '#exceptions/error_answer'
import { noteDenial } from '#exceptions/note_denial'
import { pageParts } from '#exceptions/page_parts'
import { problemOf } from '#exceptions/problem'
import { RouteNotFound } from '#exceptions/route_not_found'
import { inBackground } from '#promises/in_background'

/** Answers a URL that cannot be decoded like one without a route; the request goes no further. */
export function answerBadUrl(request: IncomingMessage, response: ServerResponse): void {
  inBackground(
    () => answer(request, response),
    () => response.destroy()
  )
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { headers, url = '/' } = request
  const [path] = url.split('?', 1)
  const id = headers['x-request-id']?.toString() ?? randomUUID()
  const problem = problemOf(new RouteNotFound())
  const parts = await pageParts(headers['accept-language'])
  const { type, body } = errorAnswer(problem, { path, accept: headers.accept, id }, parts)
  response.writeHead(problem.status, {
    ...faceOf(path).headers,
    'content-type': type,
    'x-request-id': id,
    'content-length': Buffer.byteLength(body),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
  const { status } = problem
  await noteDenial({ status, path, address: request.socket.remoteAddress })
}
