import { groupVisits, type Visit } from './group_visits.js'
import { isInGsm, measureText } from './measure_text.js'
import type { MessageText } from './message_text.js'
import { inPlainSigns } from './plain_letters.js'
import type { ParsedTemplate } from './parse_template.js'
import { renderText, type RenderedText, type TextScope } from './render_text.js'
import { valuesOf, type ValueSettings, type Wording } from './text_values.js'

export interface TextLimits extends ValueSettings {
  defaultLanguage: string
  maxSegments: number
  /** Whether names and places may lose accents that would make the SMS cost more. */
  plainLetters: boolean
}

const AS_WRITTEN: Wording = {
  plainSigns: false,
  plainLetters: false,
  shortFacility: false,
  optionalDropped: 0,
  children: 'all',
  vaccines: 'by_child',
}

/**
 * The text in the first wording that costs one segment. If none does, the first of the cheapest.
 * Names and vaccines are only counted where the text could not be sent otherwise: an SMS that says
 * which child is worth a segment.
 */
export function fitText(
  reminders: MessageText[],
  template: ParsedTemplate,
  language: string,
  limits: TextLimits
): RenderedText {
  const visits = groupVisits(reminders)
  const render = (wording: Wording, values: Values) =>
    renderText(template, { ...values, ...wording })

  let wording = AS_WRITTEN
  let values = valuesIn(wording, visits, language, limits)
  const asWritten = render(wording, values)
  if (!asWritten.ok) return asWritten
  const { segments, encoding } = measureText(asWritten.body)
  let best = { text: asWritten, segments }
  const hasShortNames = reminders.some(({ facility_short_name: short }) => short !== null)
  const mayBePlain = encoding === 'UCS-2' && isInGsm(inPlainSigns(template.literals))
  for (const step of stepsOf(template, { mayBePlain, hasShortNames, ...limits })) {
    if (best.segments <= (step.isLossy ? limits.maxSegments : 1)) break
    wording = { ...wording, ...step.change }
    if (!('optionalDropped' in step.change)) values = valuesIn(wording, visits, language, limits)
    const text = render(wording, values)
    if (!text.ok) continue
    const measured = measureText(text.body)
    if (measured.segments < best.segments) best = { text, segments: measured.segments }
  }
  return best.text
}

type Values = Pick<TextScope, 'values' | 'visits'>

function valuesIn(wording: Wording, visits: Visit[], language: string, limits: TextLimits): Values {
  const values = valuesOf(visits, language, wording, limits)
  if (visits.length === 1) return { values, visits: [values] }
  return { values, visits: visits.map((visit) => valuesOf([visit], language, wording, limits)) }
}

interface Step {
  change: Partial<Wording>
  isLossy?: true
}

interface Chances {
  /** A script that needs UCS-2 would gain nothing from plain letters. */
  mayBePlain: boolean
  hasShortNames: boolean
  plainLetters: boolean
}

/** What makes a text cheaper, in this order; each step keeps those before it. */
function* stepsOf(template: ParsedTemplate, chances: Chances): Generator<Step> {
  if (chances.mayBePlain) {
    yield { change: { plainSigns: true } }
    if (chances.plainLetters) yield { change: { plainLetters: true } }
  }
  if (chances.hasShortNames) yield { change: { shortFacility: true } }
  for (let dropped = 1; dropped <= template.optionalParts; dropped++)
    yield { change: { optionalDropped: dropped } }
  yield { change: { vaccines: 'union' }, isLossy: true }
  yield { change: { vaccines: 'first' }, isLossy: true }
  yield { change: { children: 'first' }, isLossy: true }
}
