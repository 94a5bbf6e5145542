import type { DateTime } from 'luxon'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import type { OverCap } from '#delivery/caps/sending_caps'
import { tomorrowsWindow } from '#delivery/caps/tomorrows_window'
import type { OnItsWay } from '#delivery/message_in_hand'
import type { Settlement } from '#delivery/send/settle_unsent'
import { MessageStatuses } from '#messages/message_status'
import { toSqlInstantCeiling } from '#storage/instants'

/** What becomes of an SMS that may not leave today, and of each reminder that it would carry. */
export function settleOverCap(
  { message, reason }: OverCap,
  now: DateTime,
  config: SmsSchedulerConfig
): Settlement[] {
  const { messageType } = message
  const isCap = reason === 'number_cap' || reason === 'day_cap'
  const settle = ({ id, timezone, expiresAt }: OnItsWay): Settlement => {
    const settlement = { id, detail: null, scheduledAt: null }
    if (isCap && config.caps.whenOver === 'suppress')
      return { ...settlement, status: MessageStatuses.suppressed, reason }

    const scheduledAt = toSqlInstantCeiling(tomorrowsWindow({ timezone, messageType }, now, config))
    if (expiresAt && expiresAt <= scheduledAt) {
      const why = isCap ? 'over_cap_until_deadline' : 'over_limit_until_deadline'
      return { ...settlement, status: MessageStatuses.expired, reason: why }
    }
    return { ...settlement, status: MessageStatuses.pending, reason, scheduledAt }
  }
  return [message, ...message.carried].map(settle)
}
