import app from '@adonisjs/core/services/app'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

/** Answers are for the one who asked: nobody keeps them, nobody guesses what they are. A route may say otherwise. */
export default class ForMachinesMiddleware {
  async handle({ response }: HttpContext, next: NextFn) {
    response.header('Cache-Control', 'no-store')
    response.header('X-Content-Type-Options', 'nosniff')
    await next()
    /** A connection that is used without a pause would keep the server from ending. */
    if (app.isTerminating) response.header('Connection', 'close')
  }
}
