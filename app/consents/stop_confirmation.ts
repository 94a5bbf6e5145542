/** The one text that goes to a number which said no. By source as well: a type is any name that a request gives. */
export const STOP_CONFIRMATION = { type: 'stop_confirmation', source: 'reply' } as const

export function isStopConfirmation(message: { message_type: string; source: string }): boolean {
  return (
    message.message_type === STOP_CONFIRMATION.type && message.source === STOP_CONFIRMATION.source
  )
}
