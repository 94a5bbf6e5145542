/** What the emulator does with one SMS. */
export interface Reaction {
  /** Whether it takes the message, whatever the client hears of it. */
  accepts: boolean
  /** `answer`; or the answer is cut short, the connection is reset, nothing ever comes. */
  ending: 'answer' | 'truncate' | 'reset' | 'hang'
  status?: number
  body?: object | string
  withoutId?: boolean
  delayMs?: number
}

/** An answer of an endpoint: JSON, or HTML where the body is a string. */
export interface Answer {
  status: number
  body: object | string
  headers?: Record<string, string>
}

/** The gateway's envelope: common errors of the Orange developer portal. */
export function gatewayError(code: number, message: string, description: string) {
  return { code, message, description }
}

/** The envelopes of OneAPI, in which the cause is the first variable. */
export function serviceException(messageId: string, ...variables: string[]) {
  const text = 'The following service error occurred: %1. Error code is %2'
  return { requestError: { serviceException: { messageId, text, variables } } }
}

export function policyException(messageId: string, ...variables: string[]) {
  const text = 'A policy error occurred. Error code is %1'
  return { requestError: { policyException: { messageId, text, variables } } }
}
