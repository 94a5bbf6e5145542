import { json, type Answer } from '#emulator/answer'
import type { EmulatedRequest } from '#emulator/emulated_request'
import type { JournalEntry } from '#emulator/journal_file'
import { InvalidFault, parseFault } from '#emulator/parse_fault'
import type { EmulatedOrange } from '#emulator/emulated_orange'
import { isObject } from '#emulator/is_object'

/** The emulator's own endpoints under `/__emulator/`, which Orange does not have. */

/** Entries per chunk of a long journal. */
const PIECE = 1000

/** `GET journal?after=SEQ`: a JSON array. */
export function journal({ query }: EmulatedRequest, orange: EmulatedOrange): Answer {
  const after = Number(new URLSearchParams(query).get('after') ?? 0)
  if (!Number.isSafeInteger(after) || after < 0) {
    return json(400, { error: `"after" must be a sequence number: ${query}` })
  }
  return { kind: 'stream', chunks: pieces(orange.journal.entries(after)) }
}

export function report(_: EmulatedRequest, orange: EmulatedOrange): Answer {
  return json(200, orange.report())
}

export function faults(_: EmulatedRequest, orange: EmulatedOrange): Answer {
  return json(200, { faults: orange.faults.rules() })
}

/**
 * `POST faults`: one fault or an array of them, as rules or in the short form of `--fault`;
 * replaces the previous ones.
 */
export function setFaults(request: EmulatedRequest, orange: EmulatedOrange): Answer {
  return withJson(request, (given) => {
    const wrapped = isObject(given) && Array.isArray(given.faults) ? given.faults : given
    const rules = (Array.isArray(wrapped) ? wrapped : [wrapped]).map(parseFault)
    orange.faults.clear()
    orange.faults.set(rules)
    return json(200, { faults: rules })
  })
}

export function clearFaults(_: EmulatedRequest, orange: EmulatedOrange): Answer {
  orange.faults.clear()
  return json(200, { faults: [] })
}

/** `POST units` with `{"units": 100}`: another bundle was bought. */
export function topUp(request: EmulatedRequest, { contract }: EmulatedOrange): Answer {
  return withJson(request, (given) => {
    const units = isObject(given) ? given.units : undefined
    if (!Number.isSafeInteger(units)) return json(400, { error: '"units" must be a whole number' })
    contract.topUp(units as number)
    return json(200, { units: contract.units })
  })
}

/** `POST contract` with `{"expiresAt": "2026-12-31T00:00:00Z"}` or `{"status": "SUSPENDED"}`. */
export function changeContract(request: EmulatedRequest, { contract }: EmulatedOrange): Answer {
  return withJson(request, (given) => {
    const { expiresAt, status } = isObject(given) ? given : {}
    if (expiresAt !== undefined && Number.isNaN(Date.parse(String(expiresAt))))
      return json(400, { error: '"expiresAt" must be an ISO 8601 date' })
    if (status !== undefined && typeof status !== 'string')
      return json(400, { error: '"status" must be a text' })
    contract.change({
      expiresAt: expiresAt === undefined ? undefined : new Date(String(expiresAt)).toISOString(),
      status,
    })
    return json(200, contract)
  })
}

/**
 * `POST inbound` with `{"from": "+237…", "text": "STOP"}`: someone writes to the sender address.
 */
export function inbound(request: EmulatedRequest, orange: EmulatedOrange): Answer {
  return withJson(request, (given) => {
    const { from, text, to } = isObject(given) ? given : {}
    if (!orange.settings.callbackUrl) return json(400, { error: 'there is no --callback to call' })
    if (typeof from !== 'string' || typeof text !== 'string')
      return json(400, { error: '"from" and "text" must be texts' })
    orange.callbacks.inbound({ from, text, to: typeof to === 'string' ? to : undefined })
    return json(200, { from, text })
  })
}

/** `GET callbacks`: the callbacks and their results. */
export function callbacks(_: EmulatedRequest, orange: EmulatedOrange): Answer {
  return json(200, orange.callbacks.all)
}

/** `DELETE tokens`: all issued tokens have expired. */
export function expireTokens(_: EmulatedRequest, { tokens }: EmulatedOrange): Answer {
  tokens.expireAll()
  return json(200, { issued: tokens.issued })
}

export function reset(_: EmulatedRequest, orange: EmulatedOrange): Answer {
  orange.reset()
  return json(200, orange.report())
}

function withJson({ body }: EmulatedRequest, answer: (given: unknown) => Answer): Answer {
  try {
    return answer(JSON.parse(body))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof InvalidFault) {
      return json(400, { error: error.message })
    }
    throw error
  }
}

function* pieces(entries: JournalEntry[]): Iterable<string> {
  yield '['
  for (let start = 0; start < entries.length; start += PIECE) {
    const piece = entries.slice(start, start + PIECE).map((entry) => JSON.stringify(entry))
    yield `${start > 0 ? ',\n' : ''}${piece.join(',\n')}`
  }
  yield ']\n'
}
