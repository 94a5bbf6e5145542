import type { IncomingMessage } from 'node:http'

/** As proxies write them: a UUID, hexadecimal digits, a ULID. */
const USABLE = /^[\w.-]{1,64}$/

/**
 * Removes an X-Request-Id that does not look like one; the request then gets a new one. It goes
 * into every log line of the request and into its answer.
 */
export function removeUnusableRequestId({ headers }: IncomingMessage): void {
  const id = headers['x-request-id']
  if (typeof id !== 'string' || !USABLE.test(id)) delete headers['x-request-id']
}
