import { setImmediate as othersServed } from 'node:timers/promises'
import { Exception } from '@adonisjs/core/exceptions'
import type { HttpContext } from '@adonisjs/core/http'
import { malformed, type BodyKind } from '#faces/body_kinds'
import {
  mayBeUnstorable,
  refuseRepeatedNames,
  refuseUnwieldy,
  tooLarge,
} from '#middleware/json_shape'
import { refuseUnread, type Reads } from '#middleware/refuse_unread'
import { refuseUnstorable } from '#middleware/unstorable_fields'
import { jsonExtent } from '#values/json_extent'
import { readBody } from '#app/webhooks/read_body'

const TIMEOUT_MS = 60_000

/**
 * Reads a large JSON body. The parser of the framework copies each value several times, which would
 * keep other requests waiting; so the body is measured first and parsed once, in several turns.
 */
export async function readLargeJson(
  { request, response }: HttpContext,
  kind: BodyKind,
  { limitBytes, reads }: { limitBytes: number; reads?: Reads }
): Promise<void> {
  if (!['', 'identity'].includes(request.header('content-encoding') ?? ''))
    throw new Exception('Compressed bodies are not supported here', { status: 415 })
  const read = await readBody(request.request, { limitBytes, timeoutMs: TIMEOUT_MS })
  if (read.outcome !== 'complete') {
    response.header('Connection', 'close')
    throw read.outcome === 'too_large' ? tooLarge('The body is too large') : malformed(kind)
  }
  const text = decoded(read.bytes, kind)
  const extent = jsonExtent(text)
  refuseUnwieldy(extent, kind)
  await othersServed()
  const body = parsed(text, kind)
  if (reads) refuseUnread(reads, { body })
  await othersServed()
  refuseRepeatedNames(extent, body)
  await othersServed()
  if (mayBeUnstorable(text)) refuseUnstorable(body)
  request.updateBody(body)
}

function decoded(bytes: Buffer, kind: BodyKind): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw malformed(kind)
  }
}

function parsed(text: string, kind: BodyKind): Record<string, unknown> {
  try {
    const value = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    /** Its message quotes the body. */
  }
  throw malformed(kind)
}
