import { inject } from '@adonisjs/core'
import { Exception } from '@adonisjs/core/exceptions'
import BodyParserMiddleware from '@adonisjs/core/bodyparser_middleware'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

const JSON_TYPES = ['application/json', 'application/*+json']

/** Reads the body, which is JSON or absent. What comes with the request has no zero bytes then: PostgreSQL takes none. */
@inject()
export default class JsonMiddleware {
  constructor(private readonly parser: BodyParserMiddleware) {}

  async handle(ctx: HttpContext, next: NextFn) {
    const { request } = ctx
    const isEmpty = request.header('content-length') === '0'
    if (request.hasBody() && !isEmpty && !request.is(JSON_TYPES)) throw new UnsupportedMediaType()
    await this.#parse(ctx)
    return next()
  }

  /** The parser's own errors quote the body; what is nested too deeply ends its stack. */
  async #parse(ctx: HttpContext) {
    let hasZeroByte: boolean
    try {
      await this.parser.handle(ctx, async () => {})
      hasZeroByte = containsZeroByte([ctx.request.all(), ctx.params])
    } catch (error) {
      const isMalformed = error instanceof RangeError || [400, 422].includes(error.status)
      throw isMalformed ? new MalformedJson() : error
    }
    if (hasZeroByte) throw new ZeroByte()
  }
}

function containsZeroByte(data: unknown): boolean {
  let found = false
  JSON.stringify(data, (key, value) => {
    found ||= key.includes('\0') || (typeof value === 'string' && value.includes('\0'))
    return value
  })
  return found
}

class UnsupportedMediaType extends Exception {
  static code = 'E_UNSUPPORTED_MEDIA_TYPE'
  static status = 415

  constructor() {
    super('The body must be JSON: send it with "Content-Type: application/json"')
  }
}

class MalformedJson extends Exception {
  static code = 'E_MALFORMED_JSON'
  static status = 400

  constructor() {
    super('The body is not a JSON object or array in UTF-8')
  }
}

class ZeroByte extends Exception {
  static code = 'E_ZERO_BYTE'
  static status = 422

  constructor() {
    super('No text of a request may contain U+0000')
  }
}
