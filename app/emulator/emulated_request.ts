import type { IncomingHttpHeaders } from 'node:http'

export interface EmulatedRequest {
  path: string
  query: string
  headers: IncomingHttpHeaders
  /** Empty if it was too large. */
  body: string
  tooLarge: boolean
  /** When its head arrived: milliseconds since 1970. */
  arrivedAtMs: number
  /** Within the rate limit when it arrived. */
  admitted: boolean
}
