import { ExceptionHandler, type HttpContext } from '@adonisjs/core/http'
import { errorAnswer } from '#exceptions/error_answer'
import { problemOf } from '#exceptions/problem'

/** Answers errors in the form of their face; server errors are logged. */
export default class HttpExceptionHandler extends ExceptionHandler {
  /** Logs without the request: its URL may contain the webhook secret. */
  async report(error: unknown, { logger }: HttpContext) {
    if (problemOf(error).status >= 500) logger.error({ err: error }, 'a request failed')
  }

  async handle(error: unknown, { request, response }: HttpContext) {
    const problem = problemOf(error)
    for (const [name, value] of Object.entries(problem.headers ?? {})) response.header(name, value)
    const answer = errorAnswer(problem, {
      path: request.url(),
      accept: request.header('accept'),
      id: request.id(),
    })
    response.status(problem.status).header('Content-Type', answer.type).send(answer.body)
  }
}
