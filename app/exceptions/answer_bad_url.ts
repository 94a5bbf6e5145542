import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { NotHere } from '#exceptions/not_here'
import { problemJson, problemOf, PROBLEM_JSON } from '#exceptions/problem'

/** A URL that cannot be decoded leads nowhere, like one that no route has; it gets no further than this. */
export function answerBadUrl(request: IncomingMessage, response: ServerResponse): void {
  const id = request.headers['x-request-id']?.toString() ?? randomUUID()
  const problem = problemOf(new NotHere())
  const body = problemJson(problem, id)
  response.writeHead(problem.status, {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-type': PROBLEM_JSON,
    'x-request-id': id,
    'content-length': Buffer.byteLength(body),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}
