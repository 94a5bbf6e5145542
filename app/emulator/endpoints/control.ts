import { json, type Answer } from '#emulator/answer'
import type { EmulatedRequest } from '#emulator/emulated_request'
import type { JournalEntry } from '#emulator/journal'
import { InvalidFault, parseFault } from '#emulator/parse_fault'
import type { PretendedOrange } from '#emulator/pretended_orange'

/** The emulator's own endpoints under `/__emulator/`, which Orange does not have. */

/** Entries in one piece of a long journal. */
const PIECE = 1000

/** `GET journal?after=SEQ`: a JSON array. */
export function journal({ query }: EmulatedRequest, orange: PretendedOrange): Answer {
  const after = Number(new URLSearchParams(query).get('after') ?? 0)
  if (!Number.isSafeInteger(after) || after < 0) {
    return json(400, { error: `"after" must be a sequence number: ${query}` })
  }
  return { kind: 'stream', chunks: pieces(orange.journal.entries(after)) }
}

export function report(_: EmulatedRequest, orange: PretendedOrange): Answer {
  return json(200, orange.report())
}

export function faults(_: EmulatedRequest, orange: PretendedOrange): Answer {
  return json(200, { faults: orange.faults.rules() })
}

/** `POST faults`: one fault or an array of them, as rules or in the short form of `--fault`, instead of those before. */
export function setFaults(request: EmulatedRequest, orange: PretendedOrange): Answer {
  return withJson(request, (given) => {
    const wrapped = isObject(given) && Array.isArray(given.faults) ? given.faults : given
    const rules = (Array.isArray(wrapped) ? wrapped : [wrapped]).map(parseFault)
    orange.faults.clear()
    orange.faults.set(rules)
    return json(200, { faults: rules })
  })
}

export function clearFaults(_: EmulatedRequest, orange: PretendedOrange): Answer {
  orange.faults.clear()
  return json(200, { faults: [] })
}

/** `POST units` with `{"units": 100}`: somebody bought another bundle. */
export function topUp(request: EmulatedRequest, { contract }: PretendedOrange): Answer {
  return withJson(request, (given) => {
    const units = isObject(given) ? given.units : undefined
    if (!Number.isSafeInteger(units)) return json(400, { error: '"units" must be a whole number' })
    contract.topUp(units as number)
    return json(200, { units: contract.units })
  })
}

/** `POST contract` with `{"expiresAt": "2026-12-31T00:00:00Z"}` or `{"status": "SUSPENDED"}`. */
export function changeContract(request: EmulatedRequest, { contract }: PretendedOrange): Answer {
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

/** `POST inbound` with `{"from": "+237…", "text": "STOP"}`: somebody writes to the sender address. */
export function inbound(request: EmulatedRequest, orange: PretendedOrange): Answer {
  return withJson(request, (given) => {
    const { from, text, to } = isObject(given) ? given : {}
    if (!orange.settings.callbackUrl) return json(400, { error: 'there is no --callback to call' })
    if (typeof from !== 'string' || typeof text !== 'string')
      return json(400, { error: '"from" and "text" must be texts' })
    orange.callbacks.inbound({ from, text, to: typeof to === 'string' ? to : undefined })
    return json(200, { from, text })
  })
}

/** `GET callbacks`: what was called back, and what came of it. */
export function callbacks(_: EmulatedRequest, orange: PretendedOrange): Answer {
  return json(200, orange.callbacks.all)
}

/** `DELETE tokens`: every token given out so far has expired. */
export function expireTokens(_: EmulatedRequest, { tokens }: PretendedOrange): Answer {
  tokens.expireAll()
  return json(200, { issued: tokens.issued })
}

export function reset(_: EmulatedRequest, orange: PretendedOrange): Answer {
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function* pieces(entries: JournalEntry[]): Iterable<string> {
  yield '['
  for (let start = 0; start < entries.length; start += PIECE) {
    const piece = entries.slice(start, start + PIECE).map((entry) => JSON.stringify(entry))
    yield `${start > 0 ? ',\n' : ''}${piece.join(',\n')}`
  }
  yield ']\n'
}
