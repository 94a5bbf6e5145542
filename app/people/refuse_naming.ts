import type { Person } from '#people/erasure_request'
import { InvalidErasureRequest } from '#people/invalid_erasure_request'
import { quotesNumber } from '#people/quotes_number'
import type { Traces } from '#people/traces'

/** Shorter names are words as well. */
const SHORTEST_NAME = 3

/**
 * The reason of an erasure is kept for ever: it must not say who was erased.
 *
 * @throws InvalidErasureRequest
 */
export function refuseNaming(reason: string | undefined, person: Person, traces: Traces): void {
  if (reason === undefined) return
  const said = ` ${wordsOf(reason)} `
  const { firstName = '', lastName = '' } = traces.patient ?? {}
  const names = [firstName, lastName].filter((name) => name.length >= SHORTEST_NAME)
  if (person.kind === 'patient') names.push(person.ref)
  const isNamed =
    names.map(wordsOf).some((name) => name !== '' && said.includes(` ${name} `)) ||
    quotesNumber(reason, [...traces.numbers, ...traces.shared])
  if (isNamed)
    throw new InvalidErasureRequest(
      'reason',
      'names the person, and it is kept for ever: say why without reference, name and number'
    )
}

/** In lower case, without accents, one space between words. */
function wordsOf(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
