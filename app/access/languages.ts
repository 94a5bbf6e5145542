/** The languages of the pages; texts of messages may have others. */
export const LANGUAGES = ['fr', 'en'] as const

export type Language = (typeof LANGUAGES)[number]

export function isLanguage(name: unknown): name is Language {
  return LANGUAGES.some((language) => language === name)
}
