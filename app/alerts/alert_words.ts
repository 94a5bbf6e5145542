import type { AlertLanguage } from '#settings/alerts_config'

/** The texts of resources/lang in one language; `fallback` if a key has none. */
export type Translate = (key: string, data?: Record<string, unknown>, fallback?: string) => string

interface Translations {
  loadTranslations(): Promise<unknown>
  locale(language: string): { t: Translate }
}

/** The words of alerts, read when the first is written, and their injection token. */
export class AlertWords {
  #loaded?: Promise<Translations>

  constructor(private readonly make: () => Promise<Translations>) {}

  async in(language: AlertLanguage): Promise<Translate> {
    this.#loaded ??= this.#load()
    const translations = await this.#loaded
    const words = translations.locale(language)
    return (key, data, fallback) => words.t(key, data, fallback)
  }

  async #load(): Promise<Translations> {
    const translations = await this.make()
    await translations.loadTranslations()
    return translations
  }
}
