import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { limitedParser } from '#faces/limited_parser'
import { bodyKindOf, malformed, unsupported, type BodyKind } from '#faces/body_kinds'
import { faceOf } from '#faces/faces'
import { mayBeUnstorable, refuseRepeatedNames, refuseUnwieldy } from '#middleware/json_shape'
import { receiveUpload, UPLOADS } from '#middleware/receive_upload'
import { readLargeJson } from '#middleware/read_large_json'
import { RouteNotFound } from '#exceptions/route_not_found'
import { refuseUnread, type Reads } from '#middleware/refuse_unread'
import { refuseUnstorable } from '#middleware/unstorable_fields'
import { jsonExtent } from '#values/json_extent'

/** The largest body where the route says nothing. */
const LIMIT_BYTES = 64 * 1024

/** Above this a body of JSON is measured before it is parsed. */
const LARGE_BYTES = 16 * 1024

/** Characters of a part of the path: a reference has 100, with room for what is tidied away. */
const LONGEST_PARAM = 1_000

const isTooLong = (param: unknown) => String(param).length > LONGEST_PARAM

interface BodyOptions {
  /** The largest body of the route, unpacked. */
  limitBytes?: number
  /** Of a route that refuses fields elsewhere. */
  reads?: Reads
  /** Of a route that takes a file: the largest one. */
  fileBytes?: number
}

/**
 * Reads the body, which must be empty or of the face's kind, and ensures that the texts of the
 * request can be stored.
 */
export default class BodyMiddleware {
  async handle(
    ctx: HttpContext,
    next: NextFn,
    { limitBytes = LIMIT_BYTES, reads, fileBytes }: BodyOptions = {}
  ) {
    const { request } = ctx
    if (fileBytes !== undefined && request.is(UPLOADS)) return receiveUpload(ctx, next, fileBytes)
    const kind = bodyKindOf(faceOf(request.url()))
    const isEmpty = !request.hasBody() || request.header('content-length') === '0'
    if (!isEmpty && !request.is(kind.types)) throw unsupported(kind)
    if (Object.values(ctx.params).some(isTooLong)) throw new RouteNotFound()
    refuseUnstorable({ ...request.qs(), ...ctx.params })
    if (reads) refuseUnread(reads, { query: request.qs() })
    const isLargeJson = limitBytes > LARGE_BYTES && faceOf(request.url()).bodies === 'json'
    if (isEmpty || !isLargeJson) {
      await this.#parse(ctx, kind, limitBytes)
      if (reads) refuseUnread(reads, { body: request.body() })
    } else await readLargeJson(ctx, kind, { limitBytes, reads })
    return next()
  }

  /**
   * The parser's own errors quote the body, or blame the server if it cannot be decompressed or was
   * cut off; deep nesting overflows its stack.
   */
  async #parse(ctx: HttpContext, kind: BodyKind, limitBytes: number) {
    const { request } = ctx
    try {
      await limitedParser(limitBytes).handle(ctx, async () => {})
    } catch (error) {
      throw [413, 415].includes(error.status) ? error : malformed(kind)
    }
    const text = request.raw()
    if (!text || faceOf(request.url()).bodies !== 'json') return refuseUnstorable(request.body())
    const extent = jsonExtent(text)
    refuseUnwieldy(extent, kind)
    refuseRepeatedNames(extent, request.body())
    if (mayBeUnstorable(text)) refuseUnstorable(request.body())
  }
}
