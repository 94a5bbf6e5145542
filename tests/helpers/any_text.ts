import fc from 'fast-check'

const SURROGATES = { first: 0xd800, count: 0x800 }
const LAST_CODE_POINT = 0x10ffff

/**
 * Any code point but half surrogate pairs, as `unit: 'binary'`. That one keeps a map of
 * all 1.1 million code points, 80 MB, until the process ends.
 */
export const anyCodePoint: fc.Arbitrary<string> = fc
  .nat(LAST_CODE_POINT - SURROGATES.count)
  .map(characterAt, placeOf)

export function anyText(constraints: { maxLength?: number } = {}): fc.Arbitrary<string> {
  return fc.string({ ...constraints, unit: anyCodePoint })
}

function characterAt(place: number): string {
  return String.fromCodePoint(place < SURROGATES.first ? place : place + SURROGATES.count)
}

/** The way back, by which fast-check builds words such as `__proto__` and shrinks what it built. */
function placeOf(character: unknown): number {
  const code = typeof character === 'string' ? character.codePointAt(0) : undefined
  if (code !== undefined && /^\P{Cs}$/u.test(character as string))
    return code < SURROGATES.first ? code : code - SURROGATES.count
  throw new Error('not one code point')
}
