/** A language tag as BCP 47 writes it: `fr`, `ar-TD`. */
export const LANGUAGE_TAG = /^[a-z]{2,8}(?:-[a-z0-9]{1,8}){0,3}$/i

/** In words, for faults. */
export const A_LANGUAGE_TAG = 'a language tag such as "fr" or "ar"'

/** `ar` of `ar-TD`. */
export function baseOf(language: string): string {
  return language.split('-', 1)[0].toLowerCase()
}
