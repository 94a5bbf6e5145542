import env from '#start/env'

/** Limits that keep one slow or greedy client from affecting all others. */
const httpServerConfig = {
  /** Milliseconds for the headers of a request, from its first byte or from the connection (HTTP_HEADERS_TIMEOUT_MS). */
  headersTimeoutMs: env.get('HTTP_HEADERS_TIMEOUT_MS'),

  /**
   * Milliseconds for a whole request, including the body. Webhooks have less (config/webhooks.ts).
   */
  requestTimeoutMs: 30_000,

  /**
   * Milliseconds between two checks for slow requests: Node's default of 30 s would be added to
   * each limit.
   */
  checkEveryMs: 500,

  /** Milliseconds for which an idle connection is kept. */
  keepAliveTimeoutMs: 5_000,

  /**
   * Milliseconds without traffic in either direction, for example because an answer is not read.
   * Longer than any answer takes.
   */
  idleTimeoutMs: 120_000,

  /** Bytes of all headers of a request, and their maximum number. */
  maxHeaderBytes: 16 * 1024,
  maxHeaders: 100,

  /** Open connections in this process; further ones are closed at once. */
  maxConnections: 2_000,
}

export type HttpServerConfig = typeof httpServerConfig

export default httpServerConfig
