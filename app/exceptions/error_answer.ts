import { faceOf } from '#faces/faces'
import { prefersPage } from '#faces/prefers_page'
import { errorPage, HTML } from '#exceptions/error_page'
import { problemJson, PROBLEM_JSON, type Problem } from '#exceptions/problem'

export interface FailedRequest {
  path: string
  /** The Accept header. */
  accept?: string
  id?: string
}

/** The error in the form that the caller prefers. */
export function errorAnswer(problem: Problem, { path, accept, id }: FailedRequest) {
  return faceOf(path).errors === 'page' && prefersPage(accept)
    ? { type: HTML, body: errorPage(problem, id) }
    : { type: PROBLEM_JSON, body: problemJson(problem, id) }
}
