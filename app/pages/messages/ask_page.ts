import type { ShownMessage } from '#desk/show_message'
import { MessageStatuses } from '#messages/message_status'
import type { Reader } from '#app/pages/reader'
import { chipOf, plainWordsOf } from '#app/pages/words_of_message'
import type { ActionName } from './actions.js'

/** What a person found out about a message that may have left. */
export const RESOLUTIONS = ['delivered', 'sent', 'not_sent', 'cancelled'] as const

/** The question before something is done to one message: what happens, and its two answers. */
export function askPage(
  reader: Reader,
  { shown, action, who }: { shown: ShownMessage; action: ActionName; who: string }
) {
  const { t } = reader
  const { id, status, phone_number: number } = shown.message
  const mayArriveTwice = action === 'retry' && status === MessageStatuses.unknown
  return {
    id,
    action,
    /** What the form expects the message still to be. */
    expected: status,
    small: t('message.ask.small', { who }),
    title: t(`message.ask.${action}`),
    text: t(mayArriveTwice ? 'message.ask.retry_unknown' : `message.ask.${action}_text`),
    chip: chipOf(reader, status),
    why: plainWordsOf(reader, shown.message.reason)?.meaning ?? '',
    mayArriveTwice,
    yes: t(mayArriveTwice ? 'message.ask.retry_twice' : `message.ask.${action}_yes`),
    no: t(`message.ask.${action}_no`),
    numberHint: t('message.ask.number_hint', { number: number ?? '–' }),
    resolutions: RESOLUTIONS.map((as) => ({ as, label: t(`message.ask.as_${as}`) })),
  }
}
