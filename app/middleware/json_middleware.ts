import { errors } from '@vinejs/vine'
import { inject } from '@adonisjs/core'
import { Exception } from '@adonisjs/core/exceptions'
import BodyParserMiddleware from '@adonisjs/core/bodyparser_middleware'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

/** Of those that cannot be stored: the answer must not be longer than the question. */
const FIELDS_NAMED = 20

const JSON_TYPES = ['application/json', 'application/*+json']

/**
 * Reads the body, which is JSON or absent. Texts that come with the request can be
 * stored then: PostgreSQL takes neither U+0000 nor half a surrogate pair.
 */
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

  /**
   * The parser's own errors quote the body, or blame us where it cannot be unpacked or
   * was cut off; what is nested too deeply ends its stack.
   */
  async #parse(ctx: HttpContext) {
    let unstorable: string[]
    try {
      await this.parser.handle(ctx, async () => {})
      const sent = { ...ctx.request.all(), ...ctx.params }
      unstorable = [...unstorableFields(sent).take(FIELDS_NAMED)]
    } catch (error) {
      throw [413, 415].includes(error.status) ? error : new MalformedJson()
    }
    if (unstorable.length > 0) throw cannotBeStored(unstorable)
  }
}

/** As Vine names them: `recipients.0.name`. */
function* unstorableFields(value: unknown, path: string[] = []): Generator<string> {
  if (typeof value === 'string' && !isStorable(value)) yield path.join('.')
  if (typeof value !== 'object' || value === null) return
  for (const [key, member] of Object.entries(value)) {
    if (!isStorable(key)) yield [...path, key].join('.')
    else yield* unstorableFields(member, [...path, key])
  }
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

function cannotBeStored(fields: string[]) {
  return new errors.E_VALIDATION_ERROR(
    fields.map((field) => ({
      field,
      rule: 'storable',
      message: `The ${field} field must contain neither U+0000 nor half a surrogate pair`,
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
