import { figuresOf, type Figures, type FiguresByPart, type Part } from './figures.js'

/** Messages that have these in common. */
export interface Group {
  type: string
  /** Null without a patient. */
  facility: string | null
  language: string | null
  account: string | null
}

/** The figures that a group counts in: those in all, and those of its type, facility and so on. */
export function partsOfGroup(
  parts: FiguresByPart,
  { type, facility, language, account }: Group
): Figures[] {
  const named: [Part, string | null][] = [
    ['total', ''],
    ['type', type],
    ['facility', facility],
    ['language', language],
    ['account', account],
  ]
  return named.flatMap(([part, name]) => (name === null ? [] : figuresOf(parts, part, name)))
}
