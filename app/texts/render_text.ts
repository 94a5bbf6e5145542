import { ErrorCode, FormatError, PART_TYPE } from 'intl-messageformat'
import { inPlainSigns } from './plain_letters.js'
import type { ParsedTemplate, TemplatePart } from './parse_template.js'
import type { TextValues } from './text_values.js'

export type RenderedText =
  { ok: true; body: string } | { ok: false; reason: 'missing_placeholder'; detail: string }

/** What a text is filled with. */
export interface TextScope {
  /** Of all visits together. */
  values: TextValues
  /** Of each visit, for `<visit>`. */
  visits: TextValues[]
  /** Optional parts that are left out, from the last. */
  optionalDropped: number
  plainSigns: boolean
}

/**
 * Fills a template. A placeholder that is unknown, or that has no value, is an error that names
 * it: no text is sent with a gap. In an optional part it drops that part. Composed to NFC, because
 * a name with `e` and a separate accent would force UCS-2.
 */
export function renderText(template: ParsedTemplate, scope: TextScope): RenderedText {
  const firstDropped = template.optionalParts - scope.optionalDropped
  try {
    const body = fill(template, scope.values, scope.visits, firstDropped)
    const signs = scope.plainSigns ? inPlainSigns(body) : body
    return { ok: true, body: tidy(signs, template).normalize('NFC') }
  } catch (error) {
    if (!isMissing(error)) throw error
    return { ok: false, reason: 'missing_placeholder', detail: missingIn(template, scope) }
  }
}

/**
 * Tags stand in the formatted text as objects, so that only those of branches that were taken are
 * filled.
 */
function fill(
  { format, parts }: ParsedTemplate,
  values: TextValues,
  visits: TextValues[],
  firstDropped: number
): string {
  const all = Object.create(values)
  for (const part of parts) all[part.name] = part
  let text = ''
  for (const { type, value } of format.formatToParts<TemplatePart>(all)) {
    text +=
      type === PART_TYPE.literal
        ? value
        : fillPart(value as TemplatePart, values, visits, firstDropped)
  }
  return text
}

function fillPart(
  part: TemplatePart,
  values: TextValues,
  visits: TextValues[],
  firstDropped: number
): string {
  if (part.tag === 'visit') {
    const said = visits.map((visit) => fill(part.text, visit, [visit], firstDropped).trim())
    return said.join(' ')
  }
  if (part.place >= firstDropped) return ''
  /** An exception costs more than the rest of the text. */
  if (part.text.needs.some((name) => !(name in values))) return ''
  try {
    return fill(part.text, values, visits, firstDropped)
  } catch (error) {
    if (isMissing(error)) return ''
    throw error
  }
}

/** A part that was dropped leaves two blanks, or one before the end. */
function tidy(body: string, { parts }: ParsedTemplate): string {
  return parts.length === 0 ? body : body.replace(/ {2,}/g, ' ').trim()
}

/** Filled again with something for everything, to name all that is missing. */
function missingIn(template: ParsedTemplate, { values, visits }: TextScope): string {
  const missing = new Set<string>()
  const noting = (known: TextValues) =>
    new Proxy(known, {
      has: () => true,
      get: (target, name) => {
        if (name in target) return Reflect.get(target, name)
        missing.add(String(name))
        return ''
      },
    })
  fill(template, noting(values), visits.map(noting), 0)
  return `no value for ${[...missing].map((name) => `{${name}}`).join(', ')}`
}

function isMissing(error: unknown): boolean {
  return error instanceof FormatError && error.code === ErrorCode.MISSING_VALUE
}
