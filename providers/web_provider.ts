import type { ApplicationService } from '@adonisjs/core/types'

/** How long callers have to finish what they ask once the server was told to end: as long as a webhook's body may take. */
const LAST_REQUESTS_MS = 10_000

/**
 * Lets the web server end: closing waits for every connection, and Node looks no
 * longer for slow ones by then. Whoever is answered while it ends is told to
 * close (app/middleware/for_machines_middleware.ts); the rest is cut off.
 */
export default class WebProvider {
  constructor(protected app: ApplicationService) {}

  /** Hooks run in reverse: registered when the server listens, this one comes before its closing. */
  async ready() {
    const server = await this.app.container.make('server')
    this.app.terminating(() => {
      setTimeout(() => server.getNodeServer()?.closeAllConnections(), LAST_REQUESTS_MS).unref()
    })
  }
}
