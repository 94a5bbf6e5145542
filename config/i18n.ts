import app from '@adonisjs/core/services/app'
import env from '#start/env'
import { defineConfig, formatters, loaders } from '@adonisjs/i18n'
import { isLanguage, LANGUAGES } from '#access/languages'

const chosen = env.get('DEFAULT_LANGUAGE')

/** The words of the pages, in resources/lang. */
const i18nConfig = defineConfig({
  /** For readers who ask for no language that there is (DEFAULT_LANGUAGE). */
  defaultLocale: isLanguage(chosen) ? chosen : 'fr',
  supportedLocales: [...LANGUAGES],
  formatter: formatters.icu(),
  loaders: [loaders.fs({ location: app.languageFilesPath() })],
})

export default i18nConfig
