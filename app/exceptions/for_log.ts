import { withoutPersonalData } from '#gateways/without_personal_data'

/**
 * An error as it may be logged: of the stack the places alone, of the message no
 * numbers, and none of the further fields in which PostgreSQL quotes a row.
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
