import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { isLanguage } from '#access/languages'
import { localPath } from '#dashboard/local_path'
import { AccountService } from '#services/account_service'

/** The language in which somebody reads the pages. */
@inject()
export default class LanguagesController {
  constructor(private readonly accounts: AccountService) {}

  async update({ auth, request, response, session }: HttpContext) {
    const { language, to } = request.only(['language', 'to'])
    const { user } = auth.use('desk')
    if (isLanguage(language) && user)
      await this.accounts.changeLanguage({ userId: user.id, language })
    else if (isLanguage(language)) session.put('language', language)
    return response.redirect(localPath(to))
  }
}
