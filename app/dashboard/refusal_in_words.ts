import type { HttpContext } from '@adonisjs/core/http'
import type { SignInOutcome } from '#access/sign_in/sign_in'

type Refusal = Exclude<SignInOutcome, { outcome: 'right' }>

/** Why somebody is not signed in, without saying whether the account exists. */
export function refusalInWords(refusal: Refusal, { i18n }: Pick<HttpContext, 'i18n'>): string {
  return refusal.outcome === 'wrong'
    ? i18n.t('sign_in.wrong', { left: refusal.triesLeft })
    : i18n.t('sign_in.paused', { minutes: refusal.minutes })
}
