import { ExceptionHandler, type HttpContext } from '@adonisjs/core/http'
import { errorAnswer, wantsPage } from '#exceptions/error_answer'
import { noteDenial } from '#exceptions/note_denial'
import { pageParts } from '#exceptions/page_parts'
import { problemOf } from '#exceptions/problem'

/** Answers errors in the form of their face; server errors are logged, denials counted. */
export default class HttpExceptionHandler extends ExceptionHandler {
  /**
   * Logs without the request: its URL may contain the webhook secret. Who opens a page without
   * being signed in is asked to, and denied nothing.
   */
  async report(error: unknown, { logger, request, auth }: HttpContext) {
    const { status } = problemOf(error)
    if (status >= 500) logger.error({ err: error }, 'a request failed')
    if (status === 401 && wantsPage(failedRequest(request))) return
    await noteDenial({ status, path: request.url(), address: request.ip(), auth })
  }

  async handle(error: unknown, ctx: HttpContext) {
    const { request, response, i18n } = ctx
    const problem = problemOf(error)
    const failed = failedRequest(request)
    if (problem.status === 401 && wantsPage(failed)) return askToSignIn(ctx)
    for (const [name, value] of Object.entries(problem.headers ?? {})) response.header(name, value)
    const parts = await pageParts(request.header('accept-language'))
    const answer = errorAnswer(problem, failed, i18n ? { ...parts, i18n } : parts)
    response.status(problem.status).header('Content-Type', answer.type).send(answer.body)
  }
}

function failedRequest(request: HttpContext['request']) {
  return { path: request.url(), accept: request.header('accept'), id: request.id() }
}

/**
 * Leads back to the page; what was sent to one is lost, so it leads to the start. A part of a page
 * must not become the sign-in page, so htmx is told to load that as a whole.
 */
function askToSignIn({ request, response }: HttpContext): void {
  const to = request.method() === 'GET' ? request.url(true) : '/'
  const signIn = to === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(to)}`
  if (request.header('hx-request') === undefined) return response.redirect(signIn)
  response.status(401).header('HX-Redirect', signIn).send('')
}
