import { parseTemplate, TemplateSyntaxError, type ParsedTemplate } from './parse_template.js'

/** More than a programme has; the oldest is forgotten first. */
const MOST_TEMPLATES = 500

const parsed = new Map<string, ParsedTemplate | TemplateSyntaxError>()

/**
 * A template, parsed once in the life of the process. Its words are its key, so that a new version
 * is parsed anew.
 */
export function parsedTemplate(
  body: string,
  language: string
): ParsedTemplate | TemplateSyntaxError {
  const key = `${language}\n${body}`
  const before = parsed.get(key)
  if (before) return before
  const template = parseOrFault(body, language)
  if (parsed.size >= MOST_TEMPLATES) parsed.delete(parsed.keys().next().value!)
  parsed.set(key, template)
  return template
}

function parseOrFault(body: string, language: string): ParsedTemplate | TemplateSyntaxError {
  try {
    return parseTemplate(body, language)
  } catch (error) {
    if (error instanceof TemplateSyntaxError) return error
    throw error
  }
}
