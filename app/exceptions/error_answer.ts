import { faceOf } from '#faces/faces'
import { prefersPage } from '#faces/prefers_page'
import { errorPage, HTML, type ErrorPageParts } from '#exceptions/error_page'
import { problemJson, PROBLEM_JSON, type Problem } from '#exceptions/problem'

export interface FailedRequest {
  path: string
  /** The Accept header. */
  accept?: string
  id?: string
}

/** What a page says, and how it looks. */
export type PageParts = Omit<ErrorPageParts, 'id'>

/** The error in the form that the caller prefers. */
export function errorAnswer(problem: Problem, request: FailedRequest, page: PageParts) {
  return wantsPage(request)
    ? { type: HTML, body: errorPage(problem, { ...page, id: request.id }) }
    : { type: PROBLEM_JSON, body: problemJson(problem, request.id) }
}

export function wantsPage({ path, accept }: FailedRequest): boolean {
  return faceOf(path).errors === 'page' && prefersPage(accept)
}
