import { ExceptionHandler, type HttpContext } from '@adonisjs/core/http'
import { problemJson, problemOf, PROBLEM_JSON } from '#exceptions/problem'

/** Turns what was thrown during a request into problem details (RFC 9457); what went wrong on our side is in the log. */
export default class HttpExceptionHandler extends ExceptionHandler {
  /** Without the request: its URL may hold the secret of the webhooks. */
  async report(error: unknown, { logger }: HttpContext) {
    if (problemOf(error).status >= 500) logger.error({ err: error }, 'a request failed')
  }

  async handle(error: unknown, { request, response }: HttpContext) {
    const problem = problemOf(error)
    for (const [name, value] of Object.entries(problem.headers ?? {})) response.header(name, value)
    response
      .status(problem.status)
      .header('Content-Type', PROBLEM_JSON)
      .send(problemJson(problem, request.id()))
  }
}
