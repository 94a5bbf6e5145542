import { errors } from '@vinejs/vine'
import { inject } from '@adonisjs/core'
import { Exception } from '@adonisjs/core/exceptions'
import BodyParserMiddleware from '@adonisjs/core/bodyparser_middleware'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

/** Of those that contain a zero byte: the answer must not be longer than the question. */
const FIELDS_NAMED = 20

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
    let withZeroBytes: string[]
    try {
      await this.parser.handle(ctx, async () => {})
      const sent = { ...ctx.request.all(), ...ctx.params }
      withZeroBytes = [...fieldsWithZeroBytes(sent).take(FIELDS_NAMED)]
    } catch (error) {
      const isMalformed = error instanceof RangeError || [400, 422].includes(error.status)
      throw isMalformed ? new MalformedJson() : error
    }
    if (withZeroBytes.length > 0) throw zeroBytesIn(withZeroBytes)
  }
}

/** As Vine names them: `recipients.0.name`. */
function* fieldsWithZeroBytes(value: unknown, path: string[] = []): Generator<string> {
  if (typeof value === 'string' && value.includes('\0')) yield path.join('.')
  if (typeof value !== 'object' || value === null) return
  for (const [key, member] of Object.entries(value)) {
    if (key.includes('\0')) yield [...path, key].join('.')
    else yield* fieldsWithZeroBytes(member, [...path, key])
  }
}

function zeroBytesIn(fields: string[]) {
  return new errors.E_VALIDATION_ERROR(
    fields.map((field) => ({
      field,
      rule: 'zeroByte',
      message: `The ${field} field must not contain U+0000`,
    }))
  )
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
