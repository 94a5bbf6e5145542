import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { checkText } from '#desk/check_edit'
import { CANCELLATION, REJECTION } from '#desk/desk_moves'
import { EDITABLE_STATUSES } from '#desk/editable_statuses'
import type { DeskMove } from '#desk/move_by_hand'
import { checkRequeue } from '#desk/requeue_request'
import { resolutionOf } from '#desk/resolve_unknown'
import { RESCHEDULABLE } from '#desk/reschedule_page'
import {
  checkSelection,
  type CheckedSelection,
  type MessageSelection,
} from '#desk/message_selection'
import type { BatchAction, BatchOptions } from './batch_row.js'

/** The move of an action; null for a retry, which decides message by message, and for what moves none. */
export function moveOf(action: BatchAction, { as }: BatchOptions): DeskMove | null {
  switch (action) {
    case 'retry':
    case 'edit':
    case 'reschedule':
      return null
    case 'reject':
      return REJECTION
    case 'cancel':
      return CANCELLATION
    case 'resolve':
      return resolutionOf(as ?? '')
    default:
      return action satisfies never
  }
}

/**
 * The filter as the same request for single messages would read it.
 *
 * @throws InvalidDeskRequest
 */
export function checkBatch(
  action: BatchAction,
  filter: MessageSelection,
  options: BatchOptions,
  config: SmsSchedulerConfig
): { selection: CheckedSelection; options: BatchOptions } {
  const move = moveOf(action, options)
  if (move) {
    const { timezone } = config
    return { selection: checkSelection(filter, { allowed: move.from, timezone }), options }
  }
  if (action === 'edit') {
    const { body: text } = checkText(options.text ?? '', config.text.maxSegments)
    const { timezone } = config
    const selection = checkSelection(filter, { allowed: EDITABLE_STATUSES, timezone })
    return { selection, options: { ...options, text } }
  }
  if (action === 'reschedule') {
    const { timezone } = config
    return { selection: checkSelection(filter, { allowed: RESCHEDULABLE, timezone }), options }
  }
  const { selection, rules } = checkRequeue({ ...filter, force: options.force }, config)
  return { selection, options: { ...options, unknownWanted: rules.unknownWanted } }
}
