import { ExceptionHandler, type HttpContext } from '@adonisjs/core/http'
import { errorAnswer } from '#exceptions/error_answer'
import { noteDenial } from '#exceptions/note_denial'
import { problemOf } from '#exceptions/problem'

/** Answers errors in the form of their face; server errors are logged, denials counted. */
export default class HttpExceptionHandler extends ExceptionHandler {
  /** Logs without the request: its URL may contain the webhook secret. */
  async report(error: unknown, { logger, request, auth }: HttpContext) {
    const { status } = problemOf(error)
    if (status >= 500) logger.error({ err: error }, 'a request failed')
    await noteDenial({ status, path: request.url(), address: request.ip(), auth })
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
