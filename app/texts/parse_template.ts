import {
  parse,
  TYPE,
  type LiteralElement,
  type Location,
  type MessageFormatElement,
  type PoundElement,
  type TagElement,
} from '@formatjs/icu-messageformat-parser'
import { IntlMessageFormat } from 'intl-messageformat'
import { intlIn } from './language_words.js'

/** More than any text of ten segments needs; it bounds what parsing costs. */
export const LONGEST_TEMPLATE = 4_000

/** A template that is ready to be filled. */
export interface ParsedTemplate {
  format: IntlMessageFormat
  /** Its tags, each under the name of the value that takes its place. */
  parts: TemplatePart[]
  /** How many optional parts it has, those in others included. */
  optionalParts: number
  /** Placeholders without which it cannot be filled, whatever branches are taken. */
  needs: string[]
  /** All its words, whichever branch they are in. */
  literals: string
  elements: MessageFormatElement[]
}

export type TemplatePart = { name: string; text: ParsedTemplate } & (
  | { tag: 'visit' }
  /** Its place among the optional parts, from 0. */
  | { tag: 'optional'; place: number }
)

export class TemplateSyntaxError extends Error {
  /** `at`: characters from the start of the template, or null if it is too long to be read. */
  constructor(
    message: string,
    readonly at: number | null
  ) {
    super(message)
  }
}

/**
 * Reads a template in ICU MessageFormat with the tags `<optional>` and `<visit>`. An apostrophe is
 * an apostrophe: it never quotes, because `d'{first_name}` is what people write.
 *
 * @throws TemplateSyntaxError
 */
export function parseTemplate(body: string, language: string): ParsedTemplate {
  if (body.length > LONGEST_TEMPLATE) {
    const message = `has ${body.length} characters, at most ${LONGEST_TEMPLATE} are read`
    throw new TemplateSyntaxError(message, null)
  }
  const locale = intlIn(() => Intl.getCanonicalLocales(language)[0]) ?? 'en'
  return new TemplateParser(locale).prepare(parseElements(body))
}

/** As the parser of formatjs returns it. */
function parseElements(body: string): MessageFormatElement[] {
  try {
    return parse(body.replaceAll("'", "''"), { captureLocation: true, requiresOtherClause: true })
  } catch (error) {
    const { message, location } = error as Error & { location?: Location }
    const offset = location?.start.offset ?? 0
    throw new TemplateSyntaxError(inWords(message), withoutDoubling(body, offset))
  }
}

class TemplateParser {
  #optionalParts = 0
  #names = 0

  constructor(private readonly locale: string) {}

  prepare(elements: MessageFormatElement[]): ParsedTemplate {
    const before = this.#optionalParts
    const parts: TemplatePart[] = []
    const withoutTags = this.#takeTags(elements, parts)
    const format = new IntlMessageFormat(withoutTags, this.locale)
    const optionalParts = this.#optionalParts - before
    const needs = elements.flatMap((element) => (namesValue(element) ? element.value : []))
    return { format, parts, optionalParts, needs, literals: literalsOf(elements), elements }
  }

  /** Tags become arguments, here and in the branches of plurals and choices. */
  #takeTags(elements: MessageFormatElement[], parts: TemplatePart[]): MessageFormatElement[] {
    return elements.map((element): MessageFormatElement => {
      if (element.type === TYPE.plural || element.type === TYPE.select) {
        const options = Object.entries(element.options).map(([key, option]) => [
          key,
          { ...option, value: this.#takeTags(option.value, parts) },
        ])
        return { ...element, options: Object.fromEntries(options) }
      }
      if (element.type !== TYPE.tag) return element
      const name = `<${this.#names++}>`
      const { value: tag, location } = element
      if (tag === 'visit') parts.push({ tag, name, text: this.prepare(element.children) })
      else if (tag === 'optional') {
        const place = this.#optionalParts++
        parts.push({ tag, name, place, text: this.prepare(element.children) })
      } else {
        const message = `<${tag}> is not a tag of texts: use <optional> or <visit>`
        throw new TemplateSyntaxError(message, location?.start.offset ?? 0)
      }
      return { type: TYPE.argument, value: name }
    })
  }
}

function namesValue(
  element: MessageFormatElement
): element is Exclude<MessageFormatElement, LiteralElement | PoundElement | TagElement> {
  const { type } = element
  return type !== TYPE.literal && type !== TYPE.pound && type !== TYPE.tag
}

function literalsOf(elements: MessageFormatElement[]): string {
  const words = elements.map((element) => {
    if (element.type === TYPE.literal) return element.value
    if (element.type === TYPE.tag) return literalsOf(element.children)
    if (element.type !== TYPE.plural && element.type !== TYPE.select) return ''
    return Object.values(element.options)
      .map(({ value }) => literalsOf(value))
      .join('')
  })
  return words.join('')
}

/** The place in the template of a place in it with doubled apostrophes. */
export function withoutDoubling(body: string, offset: number): number {
  let place = 0
  for (let doubled = 0; doubled < offset && place < body.length; place++)
    doubled += body[place] === "'" ? 2 : 1
  return place
}

const WORDS: Record<string, string> = {
  EXPECT_ARGUMENT_CLOSING_BRACE: 'a { has no }',
  UNCLOSED_QUOTE_IN_ARGUMENT_STYLE: 'a { has no }',
  EMPTY_ARGUMENT: 'there is nothing between { and }',
  MALFORMED_ARGUMENT: 'what follows { is not a name: names have letters, digits and _',
  EXPECT_ARGUMENT_TYPE: 'after the comma comes plural or select',
  INVALID_ARGUMENT_TYPE: 'after the comma comes plural or select',
  EXPECT_SELECT_ARGUMENT_OPTIONS: 'a choice has no branches such as other {…}',
  EXPECT_PLURAL_ARGUMENT_SELECTOR: 'a plural has no branches such as one {…} other {…}',
  EXPECT_SELECT_ARGUMENT_SELECTOR: 'a choice has no branches such as other {…}',
  EXPECT_PLURAL_ARGUMENT_SELECTOR_FRAGMENT: 'a branch of a plural has no {…}',
  EXPECT_SELECT_ARGUMENT_SELECTOR_FRAGMENT: 'a branch of a choice has no {…}',
  INVALID_PLURAL_ARGUMENT_SELECTOR: 'a branch of a plural is named =0, one, other or alike',
  DUPLICATE_PLURAL_ARGUMENT_SELECTOR: 'a plural has one branch twice',
  DUPLICATE_SELECT_ARGUMENT_SELECTOR: 'a choice has one branch twice',
  MISSING_OTHER_CLAUSE: 'the branch other {…} is missing',
  INVALID_TAG: 'a < begins no tag that ends: write <optional>…</optional>',
  INVALID_TAG_NAME: 'a tag has a name that is not one',
  UNMATCHED_CLOSING_TAG: 'a tag is closed that was not opened',
  UNCLOSED_TAG: 'a tag is not closed',
}

function inWords(code: string): string {
  return WORDS[code] ?? code.toLowerCase().replaceAll('_', ' ')
}
