import type { I18n } from '@adonisjs/i18n'
import type { StateCount } from '#desk/count_states'

/** A figure, and what it is of for those who do not see where it stands. */
export interface CountInWords {
  figure: string
  words: string
}

/** What waits for a person, for the navigation; null if nothing does. */
export function attentionInWords({ count, isMore }: StateCount, i18n: I18n): CountInWords | null {
  if (count === 0) return null
  const figure = `${i18n.formatNumber(count)}${isMore ? '+' : ''}`
  return { figure, words: i18n.t('frame.nav_attention_count', { count, figure }) }
}
