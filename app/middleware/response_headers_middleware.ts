import app from '@adonisjs/core/services/app'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { faceOf } from '#faces/faces'

/** The common headers of a face. A route may override them. */
export default class ResponseHeadersMiddleware {
  async handle({ request, response }: HttpContext, next: NextFn) {
    for (const [name, value] of Object.entries(faceOf(request.url()).headers))
      response.header(name, value)
    await next()
    /** A busy keep-alive connection would keep the server from ending. */
    if (app.isTerminating) response.header('Connection', 'close')
  }
}
