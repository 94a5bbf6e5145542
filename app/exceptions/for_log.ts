import { withoutPersonalData } from '#values/without_personal_data'

/**
 * An error in a form that may be logged: from the stack only the locations, the message without
 * numbers, and none of the fields in which PostgreSQL quotes a row.
 */
export function forLog(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: 'Something other than an error was thrown' }
  const { name, message, stack, code, cause } = error as Error & { code?: unknown }
  return {
    type: name,
    message: withoutPersonalData(message),
    code,
    stack: stack
      ?.split('\n')
      .filter((line) => line.startsWith('    at '))
      .join('\n'),
    ...(cause ? { cause: forLog(cause) } : {}),
  }
}
