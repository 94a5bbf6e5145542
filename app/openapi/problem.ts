import { CAP_NAMES } from '#access/token_caps'
import { PROBLEM_JSON, type Problem } from '#exceptions/problem'
import type { Answer } from '#openapi/operation'
import { responseOf } from '#openapi/response_object'
import { Component, integer, listOf, object, oneOf, text } from '#openapi/schema'

type Shown = Omit<Problem, 'headers'> & { type: string; title: string; instance: string }

/** An error as every route answers it: RFC 9457. */
const ProblemDetails = new Component(
  'Problem',
  object<Shown>(
    {
      type: { const: 'about:blank' },
      title: text('The name of the status.'),
      status: integer('The status of the answer.'),
      detail: text('For people: what is wrong, and what to do.'),
      code: text('For programs. Missing where the status says it all.'),
      cap: oneOf(CAP_NAMES, 'With `E_TOKEN_CAP`: the cap that is reached.'),
      errors: listOf(
        object<{ field: string; rule: string; message: string }>({
          field: text('Its name in the request; empty for the whole of it.'),
          rule: text('The kind of fault.'),
          message: text('For people.'),
        }),
        'With 422: everything that is wrong, at most 50 faults.'
      ),
      instance: text('The id of the request, also in the log.'),
    },
    { optional: ['code', 'cap', 'errors'], description: 'Problem details (RFC 9457).' }
  )
)

const WORDS: Record<number, string> = {
  400: 'The body cannot be read.',
  401: 'The token is missing, not valid, or has expired.',
  403: 'The token lacks the ability.',
  404: 'There is no such thing.',
  408: 'The body did not arrive in time.',
  409: 'The state of things does not allow it; `detail` says what to do.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  422: 'Some fields cannot be used; `errors` lists them.',
  429: 'Too many requests, or a cap of the token; see `Retry-After`.',
  503: 'Not available at the moment; see `Retry-After`.',
}

const HEADERS: Record<number, Record<string, string>> = {
  401: { 'WWW-Authenticate': '`Bearer`' },
  429: { 'Retry-After': 'Seconds to wait; missing where waiting does not help.' },
  503: { 'Retry-After': 'Seconds to wait.' },
}

const answers = new Map<string, Component>()

/**
 * The answer with a problem of this status, one for all operations that are alike. `codes`: those
 * that it may have, beside none; `limitBytes`: of the largest body.
 */
export function problemAnswer(
  status: number,
  codes: readonly string[],
  limitBytes?: number
): Component {
  const limit = status === 413 && limitBytes !== undefined && `${limitBytes / 1024}kB`
  const name = ['Problem', status, limit, ...codes].filter(Boolean).join('_')
  const known = answers.get(name)
  if (known) return known
  const own = { status: { const: status } }
  const refined =
    codes.length > 0
      ? { properties: { ...own, code: { enum: [...codes] } } }
      : { properties: own, not: { required: ['code'] } }
  const made = responseComponent(name, {
    description:
      WORDS[status] + (limit ? ` At most ${limit.replace('kB', ' kB')} are allowed.` : ''),
    headers: HEADERS[status],
    schema: { allOf: [ProblemDetails, refined] },
  })
  answers.set(name, made)
  return made
}

export const ANY_PROBLEM = responseComponent('Problem', {
  description: 'Any other problem, such as a fault on our side (500) or in the database (503).',
  headers: { 'Retry-After': 'With 503: seconds to wait.' },
  schema: ProblemDetails,
})

function responseComponent(name: string, answer: Answer): Component {
  return new Component(name, responseOf({ ...answer, type: PROBLEM_JSON }), 'responses')
}
