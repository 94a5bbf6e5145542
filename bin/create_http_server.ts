import { createServer, type RequestListener, type Server } from 'node:http'
import type { HttpServerConfig } from '#config/http_server'
import { removeUnusableRequestId } from './usable_request_id.js'

/**
 * Node's HTTP server with limits for slow clients: by default Node waits 60 s for headers, and
 * checks every 30 s.
 */
export function createHttpServer(handler: RequestListener, limits: HttpServerConfig): Server {
  const server = createServer(
    {
      /** The total includes the headers: Node rejects a smaller total. */
      requestTimeout: Math.max(limits.requestTimeoutMs, limits.headersTimeoutMs),
      headersTimeout: limits.headersTimeoutMs,
      connectionsCheckingInterval: limits.checkEveryMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      maxHeaderSize: limits.maxHeaderBytes,
    },
    (request, response) => {
      removeUnusableRequestId(request)
      handler(request, response)
    }
  )
  server.timeout = limits.idleTimeoutMs
  server.maxHeadersCount = limits.maxHeaders
  server.maxConnections = limits.maxConnections
  return server
}
