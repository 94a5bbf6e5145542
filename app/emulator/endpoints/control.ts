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
