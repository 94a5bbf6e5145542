import { ExceptionHandler, type HttpContext } from '@adonisjs/core/http'
import { problemJson, problemOf, PROBLEM_JSON } from '#exceptions/problem'

/** Turns what was thrown during a request into problem details (RFC 9457); what went wrong on our side is in the log. */
export default class HttpExceptionHandler extends ExceptionHandler {
  /** Without the request: its URL may hold the secret of the webhooks. */
  async report(error: unknown, { logger }: HttpContext) {
    if (problemOf(error).status >= 500) logger.error({ err: forLog(error) }, 'a request failed')
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

/** Errors of PostgreSQL carry further fields, which quote the values of a row. */
function forLog(error: any) {
  if (!(error instanceof Error)) return { message: 'Something other than an error was thrown' }
  const { name, message, stack, code } = error as Error & { code?: unknown }
  return { type: name, message, stack, code }
}
