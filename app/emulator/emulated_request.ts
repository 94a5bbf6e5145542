import type { IncomingHttpHeaders } from 'node:http'

export interface EmulatedRequest {
  path: string
  query: string
  headers: IncomingHttpHeaders
  /** Empty where it was too large. */
  body: string
  tooLarge: boolean
  /** When its head was here: milliseconds since 1970. */
  arrivedAtMs: number
  /** Within the rate limit when it arrived. */
  admitted: boolean
}
