import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { inLogContext } from '#values/log_context'

/** Lines of the parts that a request reaches have its id, as its own logger has. */
export default class LogContextMiddleware {
  handle({ request }: HttpContext, next: NextFn) {
    return inLogContext({ request_id: request.id() }, next)
  }
}
