import i18nManager from '@adonisjs/i18n/services/main'
import type { HttpContext } from '@adonisjs/core/http'
import type { I18n } from '@adonisjs/i18n'
import type { NextFn } from '@adonisjs/core/types/http'
import { shareFrame } from '#dashboard/frame'
import { readerLanguage } from '#dashboard/reader_language'

declare module '@adonisjs/core/http' {
  interface HttpContext {
    /** The words in the reader's language. */
    i18n: I18n
  }
}

/** Finds out who reads, and gives the page their language and the frame around it. */
export default class ReaderMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    await ctx.auth.checkUsing(['desk'])
    const { user } = ctx.auth.use('desk')
    const language = readerLanguage({
      own: user?.language,
      chosen: ctx.session.get('language'),
      acceptLanguage: ctx.request.header('accept-language'),
      fallback: i18nManager.defaultLocale,
    })
    ctx.i18n = i18nManager.locale(language)
    shareFrame(ctx)
    return next()
  }
}
