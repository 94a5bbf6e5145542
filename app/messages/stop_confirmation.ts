/**
 * The only text that goes to an opted-out number. Matched by source as well, because requests
 * can use any type name.
 */
export const STOP_CONFIRMATION = { type: 'stop_confirmation', source: 'reply' } as const

export function isStopConfirmation(message: { message_type: string; source: string }): boolean {
  return (
    message.message_type === STOP_CONFIRMATION.type && message.source === STOP_CONFIRMATION.source
  )
}
