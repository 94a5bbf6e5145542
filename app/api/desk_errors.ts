import { Exception } from '@adonisjs/core/exceptions'
import string from '@adonisjs/core/helpers/string'
import { NoSuchRow } from '#app/api/row_id'
import { validationError } from '#app/api/validation_error'
import type { EditResult } from '#desk/edit_message'
import { InvalidDeskRequest } from '#desk/invalid_desk_request'
import type { Refusals } from '#desk/requeue_verdict'
import type { UnmatchedMessage } from '#desk/selected_messages'

/** Fields of the desk that have another name in the API. */
const NAMES = new Map([
  ['number', 'phone_number'],
  ['text', 'message'],
])

/** The state of the message does not allow this. */
export class MessageConflict extends Exception {
  static code = 'E_MESSAGE_CONFLICT'
  static status = 409

  constructor(
    readonly id: number,
    why: string
  ) {
    super(`Message ${id} ${why}`)
  }
}

export class MessageKeyTaken extends Exception {
  static code = 'E_IDEMPOTENCY_KEY_TAKEN'
  static status = 409

  constructor(readonly id: number) {
    super(
      `The idempotency key belongs to message ${id}, which was created with other values: send another key for another message`
    )
  }
}

/** Turns a refusal of the desk into the API's error for invalid fields; `names`: of this route. */
export async function withDeskErrors<Result>(
  work: () => Promise<Result>,
  names: Record<string, string> = {}
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof InvalidDeskRequest)) throw error
    throw validationError([
      { field: names[error.field] ?? apiName(error.field), message: error.message },
    ])
  }
}

/** The name of a field of the desk in the API. */
export function apiName(field: string): string {
  return NAMES.get(field) ?? string.snakeCase(field)
}

/** @throws NoSuchRow, MessageConflict if the message was not moved */
export function ensureMoved(
  id: number,
  { moved, unmatched: [message] }: { moved: number; unmatched: UnmatchedMessage[] }
): void {
  if (message?.status === null) throw new NoSuchRow('message')
  if (message) throw whyNotMoved(message)
  if (moved === 0) throw new MessageConflict(id, CHANGED_MEANWHILE)
}

/** Why a message that is there was not moved. */
export function whyNotMoved({ id, status }: UnmatchedMessage): MessageConflict {
  return new MessageConflict(id, `is ${status}, from which this is not possible`)
}

const CHANGED_MEANWHILE = 'was changed in the meantime: read it again'

const WHY_NOT_RETRIED: Record<keyof Refusals, string> = {
  pastDeadline: 'is past its usefulness deadline: it would not be sent',
  overThreshold:
    'has had all its tries: change its number or text first, or send "force": true to try again as it is',
  outcomeUnknown:
    'may have arrived: find out and resolve it, or send "may_arrive_twice": true to send it again',
  alreadyAccepted: 'was accepted by the operator, as a late answer says: resolve it as sent',
  changedMeanwhile: CHANGED_MEANWHILE,
}

export function whyNotRetried(id: number, refused: Refusals): MessageConflict {
  const reasons = Object.keys(WHY_NOT_RETRIED) as (keyof Refusals)[]
  const reason = reasons.find((name) => refused[name] > 0) ?? 'changedMeanwhile'
  return new MessageConflict(id, WHY_NOT_RETRIED[reason])
}

export function whyNotEdited({ id, outcome, status }: Exclude<EditResult, { outcome: 'edited' }>) {
  const why = {
    not_found: 'does not exist',
    being_sent: 'is being sent right now: try again in a minute',
    not_editable: `is ${status}, and can no longer be changed`,
    opted_out: 'cannot go to this number, which has opted out',
    no_consent: 'cannot go to this number, which has not opted in',
  }
  return new MessageConflict(id, why[outcome])
}
