import type { ApplicationService } from '@adonisjs/core/types'

/**
 * Milliseconds that callers have to finish their requests once the server was told to end: as long
 * as a webhook's body may take.
 */
const LAST_REQUESTS_MS = 10_000

/**
 * Lets the web server end: closing waits for every connection, and by then Node no longer checks
 * for slow ones. Answers during the shutdown tell their callers to close
 * (app/middleware/response_headers_middleware.ts); the rest is cut off.
 */
export default class WebProvider {
  constructor(protected app: ApplicationService) {}

  /**
   * Hooks run in reverse order: registered once the server listens, this one runs before the server
   * closes.
   */
  async ready() {
    const server = await this.app.container.make('server')
    this.app.terminating(() => {
      setTimeout(() => server.getNodeServer()?.closeAllConnections(), LAST_REQUESTS_MS).unref()
    })
  }
}
