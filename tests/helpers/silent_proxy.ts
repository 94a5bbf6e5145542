import { connect, createServer, type Socket } from 'node:net'
import { once } from 'node:events'

/** Between us and PostgreSQL: connections stay open, and while it is silent no answer comes through. */
export class SilentProxy {
  readonly #servers = new Set<Socket>()
  #isSilent = false

  private constructor(
    private readonly door: ReturnType<typeof createServer>,
    readonly port: number
  ) {}

  static async start(host: string, port: number): Promise<SilentProxy> {
    const door = createServer((client) => proxy.#join(client, connect(port, host)))
    door.listen(0, '127.0.0.1')
    await once(door, 'listening')
    const proxy = new SilentProxy(door, (door.address() as { port: number }).port)
    return proxy
  }

  /** What is asked still arrives. */
  silence(): void {
    this.#isSilent = true
    for (const server of this.#servers) server.pause()
  }

  /** What was held back comes, all of it. */
  speak(): void {
    this.#isSilent = false
    for (const server of this.#servers) server.resume()
  }

  async stop(): Promise<void> {
    this.speak()
    for (const server of this.#servers) server.destroy()
    this.door.close()
    await once(this.door, 'close')
  }

  #join(client: Socket, server: Socket): void {
    this.#servers.add(server)
    if (this.#isSilent) server.pause()
    server.on('data', (chunk) => client.write(chunk))
    client.on('data', (chunk) => server.write(chunk))
    for (const [one, other] of [
      [client, server],
      [server, client],
    ]) {
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
    server.on('close', () => this.#servers.delete(server))
  }
}
