import { setTimeout as delay } from 'node:timers/promises'

/** Seconds to wait after a lost connection or a fault of the server, then it gives up. */
const WAITS_SECONDS = [1, 2, 5, 10, 30, 60]

/** A longer `Retry-After` is for people: a cap of the token, for example, lasts until midnight. */
const LONGEST_WAIT_SECONDS = 300

const TIMEOUT_MS = 120_000

/**
 * Calls Rappel's API. Waits when it is told to, and repeats requests that had no answer: a GET or a
 * PUT that is repeated changes nothing, and neither does a POST with an idempotency key.
 */
export class RappelClient {
  constructor({ url, token, say = () => {} }) {
    this.api = `${url.replace(/\/$/, '')}/api/v1`
    this.token = token
    this.say = say
  }

  /** The body of the answer. Throws `RefusedRequest` if repeating would not help. */
  async request(method, path, body) {
    for (let failures = 0; ;) {
      const answer = await this.#tryOnce(method, path, body)
      if (answer.ok) return answer.json()
      const { seconds, isFailure } = waitAfter(answer, failures)
      if (seconds === undefined) throw await refusal(answer, `${method} ${path}`)
      if (isFailure) failures++
      this.say(`${answer.why ?? answer.status}: trying again in ${seconds} s`)
      await delay(seconds * 1_000)
    }
  }

  /** All rows of a list, page by page. */
  async *list(path, filter) {
    let cursor
    do {
      const query = new URLSearchParams({ limit: '200', ...filter, ...(cursor && { cursor }) })
      const { data, meta } = await this.request('GET', `${path}?${query}`)
      yield* data
      cursor = meta.next_cursor
    } while (cursor)
  }

  async #tryOnce(method, path, body) {
    const headers = {
      'Authorization': `Bearer ${this.token}`,
      'Content-Type': 'application/json',
    }
    try {
      const answer = await fetch(this.api + path, {
        method,
        headers,
        body: body && JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      const text = await answer.text()
      const retryAfter = answer.headers.get('retry-after')
      return { ok: answer.ok, status: answer.status, retryAfter, json: () => JSON.parse(text) }
    } catch (error) {
      return { ok: false, why: error.cause?.code ?? error.name }
    }
  }
}

/** The API has refused a request; `problem` is its answer, with all faults in `errors`. */
export class RefusedRequest extends Error {
  constructor(what, status, problem) {
    const faults = (problem.errors ?? []).map(({ field, message }) => `  ${field}: ${message}`)
    super([`${what}: ${status} ${problem.detail}`, ...faults].join('\n'))
    this.problem = problem
  }
}

/** `seconds` is undefined if it is pointless to wait. */
function waitAfter({ status, retryAfter }, failures) {
  const asked = Number(retryAfter)
  if ((status === 429 || status === 503) && asked > 0)
    return { seconds: asked <= LONGEST_WAIT_SECONDS ? asked : undefined, isFailure: status === 503 }
  const isPassing = status === undefined || status >= 500 || status === 429
  return { seconds: isPassing ? WAITS_SECONDS[failures] : undefined, isFailure: true }
}

async function refusal(answer, what) {
  const problem = answer.status ? answer.json() : { detail: answer.why }
  return new RefusedRequest(what, answer.status ?? 'no answer', problem)
}
