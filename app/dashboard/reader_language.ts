import { LANGUAGES, isLanguage, type Language } from '#access/languages'

/** What is known of the reader, the surest first. */
export interface Reader {
  /** Of the account. */
  own?: unknown
  /** Chosen on a page without an account. */
  chosen?: unknown
  /** The Accept-Language header. */
  acceptLanguage?: string
  fallback: string
}

/** The language in which somebody reads the pages. */
export function readerLanguage({ own, chosen, acceptLanguage, fallback }: Reader): Language {
  for (const known of [own, chosen, ...accepted(acceptLanguage), fallback])
    if (isLanguage(known)) return known
  return LANGUAGES[0]
}

/** `fr-CM, en;q=0.8` as `fr`, `en`, the preferred first. */
function accepted(header = ''): string[] {
  return header
    .slice(0, 200)
    .split(',')
    .map((range) => range.trim().toLowerCase().split(';'))
    .map(([tag, weight]) => ({
      language: tag.split('-', 1)[0],
      weight: weight?.trim().startsWith('q=') ? Number(weight.trim().slice(2)) || 0 : 1,
    }))
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ language }) => language)
}
