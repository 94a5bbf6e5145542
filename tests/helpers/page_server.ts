import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import app from '@adonisjs/core/services/app'
import { Server, type Router } from '@adonisjs/core/http'
import { serverMiddleware } from '#start/kernel'

/** The web server as it is, but with the routes of a test. */
export class PageServer {
  static async start(declare: (router: Router) => void): Promise<PageServer> {
    const encryption = await app.container.make('encryption')
    const emitter = await app.container.make('emitter')
    const logger = await app.container.make('logger')
    const http = app.config.get<any>('app.http')
    const server = new Server(app, encryption.use(), emitter, logger.use(), http)
    server.use(serverMiddleware).errorHandler(() => import('#exceptions/handler'))
    declare(server.getRouter())
    await server.boot()
    const listening = createServer((request, response) => server.handle(request, response))
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
    return new PageServer(listening)
  }

  private constructor(private readonly server: HttpServer) {}

  urlOf(path: string): string {
    const { port } = this.server.address() as AddressInfo
    return `http://127.0.0.1:${port}${path}`
  }

  fetch(path: string, options?: RequestInit): Promise<Response> {
    return fetch(this.urlOf(path), options)
  }

  stop(): void {
    this.server.close()
    this.server.closeAllConnections()
  }
}
