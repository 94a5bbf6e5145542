import type { Person } from './person.js'
import { InvalidErasureRequest } from './invalid_erasure_request.js'
import { quotesNumber } from './quotes_number.js'
import type { Traces } from './traces.js'

/** Shorter names are also ordinary words. */
const SHORTEST_NAME = 3

/**
 * Rejects a reason that names the erased person: reasons are kept permanently.
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
      'names the person, but is kept permanently: give one without reference, name and number'
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
