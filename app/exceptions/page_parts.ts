import app from '@adonisjs/core/services/app'
import { Assets } from '#dashboard/assets'
import { readerLanguage } from '#dashboard/reader_language'
import type { PageParts } from '#exceptions/error_answer'

/** For a reader of whom nothing but the request is known. */
export async function pageParts(acceptLanguage?: string): Promise<PageParts> {
  const manager = await app.container.make('i18n')
  const assets = await app.container.make(Assets)
  const language = readerLanguage({ acceptLanguage, fallback: manager.defaultLocale })
  return {
    i18n: manager.locale(language),
    sheets: ['tokens.css', 'app.css'].map((name) => assets.url(name)),
    icon: assets.url('favicon.svg'),
  }
}
