import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import {
  checkSelection,
  type CheckedSelection,
  type MessageSelection,
} from './message_selection.js'
import type { RequeueRules } from './requeue_verdict.js'
import { MessageStatuses, type MessageStatus } from '#messages/message_status'

/** The states from which a person may send a message again. */
export const REQUEUEABLE_STATUSES = [
  MessageStatuses.dead_letter,
  MessageStatuses.failed,
  MessageStatuses.undelivered,
  MessageStatuses.unknown,
] as const satisfies readonly MessageStatus[]

const BY_DEFAULT = [MessageStatuses.dead_letter, MessageStatuses.failed] as const

export interface CheckedRequeue {
  selection: CheckedSelection
  rules: Omit<RequeueRules, 'now'>
}

/** Shared by a retry and its preview, so that both select and refuse the same. */
export function checkRequeue(
  request: MessageSelection & { force?: boolean },
  config: SmsSchedulerConfig
): CheckedRequeue {
  return {
    selection: checkSelection(request, {
      allowed: REQUEUEABLE_STATUSES,
      byDefault: BY_DEFAULT,
      timezone: config.timezone,
    }),
    rules: {
      threshold: config.retry.deadLetterThreshold,
      unknownWanted: request.statuses?.includes(MessageStatuses.unknown) ?? false,
      force: request.force ?? false,
    },
  }
}
