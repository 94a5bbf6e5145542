import { TYPE, type Location, type MessageFormatElement } from '@formatjs/icu-messageformat-parser'
import { closest } from 'fastest-levenshtein'
import { wordsOf } from './language_words.js'
import { COUNTS, PLACEHOLDERS } from './text_values.js'

/** Something about a template, for whoever writes it. */
export interface TemplateRemark {
  message: string
  /** Characters from the start of the template, as the parser counts; null: about all of it. */
  at: number | null
}

/** Where an element stands. */
interface Place {
  inOptional: boolean
  inVisit: boolean
  inPlural: boolean
}

const TEXT_OF_A_LANGUAGE = { of_first_name: 'of', at_facility: 'at' } as const

/** Each of them may be dropped on its own, which costs one more try of the text. */
const MOST_OPTIONAL_PARTS = 10

/** Longer names are not compared with those that are known. */
const LONGEST_NAME = 40

/** What keeps a template that can be read from being used. */
export function findTemplateFaults(
  elements: MessageFormatElement[],
  language: string
): TemplateRemark[] {
  const faults: TemplateRemark[] = []
  const words = wordsOf(language)
  let optionalParts = 0

  const look = (element: MessageFormatElement, place: Place): void => {
    const fault = (message: string) => faults.push({ message, at: startOf(element.location) })
    if (element.type === TYPE.literal) return
    if (element.type === TYPE.pound) {
      if (!place.inPlural) fault('# has no count inside a tag: write {vaccine_count} or alike')
      return
    }
    if (element.type === TYPE.tag) {
      const isVisit = element.value === 'visit'
      if (!isVisit && ++optionalParts === MOST_OPTIONAL_PARTS + 1)
        fault(`more than ${MOST_OPTIONAL_PARTS} <optional> parts: put some of them into one`)
      if (isVisit && place.inVisit) fault('<visit> stands in another <visit>')
      const inside = {
        inOptional: place.inOptional || !isVisit,
        inVisit: place.inVisit || isVisit,
        inPlural: false,
      }
      for (const child of element.children) look(child, inside)
      return
    }
    const name = element.value
    const isCount = COUNTS.some((count) => count === name)
    if (!PLACEHOLDERS.some((known) => known === name)) fault(unknown(name))
    else if (name in TEXT_OF_A_LANGUAGE && !place.inOptional) {
      const key = TEXT_OF_A_LANGUAGE[name as keyof typeof TEXT_OF_A_LANGUAGE]
      const plain = key === 'of' ? 'first_name' : 'facility'
      if (!words[key]) fault(`{${name}} has no rule in "${language}": write {${plain}}`)
    }
    if (element.type === TYPE.argument) return
    if (element.type !== TYPE.plural && element.type !== TYPE.select) {
      fault(`{${name}, …}: after the comma comes plural or select`)
      return
    }
    const isPlural = element.type === TYPE.plural
    if (isPlural && !isCount) fault(`{${name}, plural, …}: only ${COUNTS.join(', ')} are counts`)
    for (const option of Object.values(element.options)) {
      for (const child of option.value)
        look(child, { ...place, inPlural: isPlural || place.inPlural })
    }
  }
  for (const element of elements)
    look(element, { inOptional: false, inVisit: false, inPlural: false })
  return faults
}

/** The placeholders that a template names anywhere. */
export function placeholdersIn(elements: MessageFormatElement[]): Set<string> {
  const names = new Set<string>()
  const look = (element: MessageFormatElement): void => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return
    if (element.type === TYPE.tag) return element.children.forEach(look)
    names.add(element.value)
    if (element.type !== TYPE.plural && element.type !== TYPE.select) return
    for (const { value } of Object.values(element.options)) value.forEach(look)
  }
  elements.forEach(look)
  return names
}

function unknown(name: string): string {
  if (name.length > LONGEST_NAME) return 'a placeholder has a name that is not known'
  return `{${name}} is not a placeholder; did you mean {${closest(name, [...PLACEHOLDERS])}}?`
}

function startOf(location: Location | undefined): number | null {
  return location?.start.offset ?? null
}
