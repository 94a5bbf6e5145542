import { InvalidDeskRequest } from '../invalid_desk_request.js'
import { STOP_CONFIRMATION } from '#messages/stop_confirmation'

/** As in `sms_templates.message_type`. */
const TYPE = /^[a-z0-9][\w.-]{0,59}$/i

/** As BCP 47 writes language tags, at most as long as the column. */
const LANGUAGE = /^[a-z]{1,8}(?:-[a-z0-9]{1,8}){0,5}$/i
const LONGEST_LANGUAGE = 35

/** Messages that bring their own text. */
const OWN_TEXT: string[] = ['custom', STOP_CONFIRMATION.type]

/** @throws InvalidDeskRequest if no template can have this type and language */
export function checkAddress({ type, language }: { type: string; language: string }): void {
  if (OWN_TEXT.includes(type))
    throw new InvalidDeskRequest('type', `is "${type}": such messages bring their own text`)
  if (!TYPE.test(type))
    throw new InvalidDeskRequest(
      'type',
      `is "${type}", allowed: a message type such as "7_day_reminder", at most 60 letters, digits, "_", "-" and "."`
    )
  if (!LANGUAGE.test(language) || language.length > LONGEST_LANGUAGE)
    throw new InvalidDeskRequest(
      'language',
      `is "${language}", allowed: a language tag such as "fr", "wo" or "ar-TD"`
    )
}
