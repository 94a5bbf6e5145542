import { errors } from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { limitedParser } from '#faces/limited_parser'
import { isStorable } from '#values/storable_text'
import { bodyKindOf, malformed, unsupported, type BodyKind } from '#faces/body_kinds'
import { faceOf } from '#faces/faces'

/** The largest body where the route says nothing. */
const LIMIT_BYTES = 64 * 1024

/** Invalid fields that are named: the answer must not be longer than the request. */
const FIELDS_NAMED = 20

/** Objects and lists within each other; ours have at most four. */
const DEEPEST = 20

/**
 * Reads the body, which must be empty or of the face's kind, and ensures that its texts can be
 * stored: PostgreSQL accepts neither U+0000 nor half a surrogate pair.
 */
export default class BodyMiddleware {
  /** `limitBytes`: the largest body of the route, unpacked. */
  async handle(ctx: HttpContext, next: NextFn, { limitBytes = LIMIT_BYTES } = {}) {
    const { request } = ctx
    const kind = bodyKindOf(faceOf(request.url()))
    const isEmpty = request.header('content-length') === '0'
    if (request.hasBody() && !isEmpty && !request.is(kind.types)) throw unsupported(kind)
    await this.#parse(ctx, kind, limitBytes)
    return next()
  }

  /**
   * The parser's own errors quote the body, or blame the server if it cannot be decompressed or was
   * cut off; deep nesting overflows its stack.
   */
  async #parse(ctx: HttpContext, kind: BodyKind, limitBytes: number) {
    let unstorable: string[]
    try {
      await limitedParser(limitBytes).handle(ctx, async () => {})
      const sent = { ...ctx.request.all(), ...ctx.params }
      unstorable = [...unstorableFields(sent).take(FIELDS_NAMED)]
    } catch (error) {
      throw [413, 415].includes(error.status) ? error : malformed(kind)
    }
    if (unstorable.length > 0) throw cannotBeStored(unstorable)
  }
}

/** Named as in Vine: `recipients.0.name`. */
function* unstorableFields(value: unknown, path: string[] = []): Generator<string> {
  if (typeof value === 'string' && !isStorable(value)) yield path.join('.')
  if (typeof value !== 'object' || value === null) return
  if (path.length >= DEEPEST) throw new TooDeep()
  for (const [key, member] of Object.entries(value)) {
    if (!isStorable(key)) yield [...path, key].join('.')
    else yield* unstorableFields(member, [...path, key])
  }
}

/** Answered as malformed. */
class TooDeep extends Error {}

function cannotBeStored(fields: string[]) {
  return new errors.E_VALIDATION_ERROR(
    fields.map((field) => ({
      field,
      rule: 'storable',
      message: `The ${field} field must contain neither U+0000 nor half a surrogate pair`,
    }))
  )
}
