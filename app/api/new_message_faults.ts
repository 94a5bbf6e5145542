import { apiName } from '#app/api/desk_errors'
import type { InputFault } from '#app/api/validation_error'
import type { NewMessage, NewMessageFault } from '#desk/new_message'

/** Faults of the desk, with the names of the API. */
export function newMessageFaults(faults: NewMessageFault[]): InputFault[] {
  return faults.map(({ field, message }) => ({
    field: apiName(field),
    message: `The ${apiName(field)} ${message}`,
  }))
}

/**
 * The fields of an invalid body that the desk can check although others are wrong, so that all
 * faults are named at once.
 */
export function checkableFields(
  body: Record<string, unknown>,
  faults: InputFault[]
): Pick<NewMessage, 'scheduledAt' | 'expiresAt'> & { text?: string } {
  const textOf = (name: string) => {
    const isNamed = faults.some(({ field }) => field === name)
    return typeof body[name] === 'string' && !isNamed ? body[name] : undefined
  }
  return {
    text: textOf('message'),
    scheduledAt: textOf('scheduled_at'),
    expiresAt: textOf('expires_at'),
  }
}
