import net, { type AddressInfo, type Socket } from 'node:net'
import tls from 'node:tls'
import { untrustedCertificate } from '#tests/unit/gateways/untrusted_certificate'

const { key, cert } = untrustedCertificate()

/** What becomes of a connection. */
export interface Plan {
  /** Requests that are answered before. */
  answered: number
  /** Bytes of the next request that are read first; 0: before any is read. */
  afterBytes: number
  end: 'reset' | 'close' | 'half-close' | 'hang'
}

const ANSWER = 'HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}'

/** The other side as a witness: it knows how many bytes of a request have arrived. */
export class CountingServer {
  /** Of requests that were not answered. */
  bytes = 0

  readonly #sockets = new Set<Socket>()
  /** By the port of the other end: only the TCP socket below TLS can be reset. */
  readonly #tcp = new Map<number | undefined, Socket>()
  readonly #server: net.Server

  private constructor(
    private readonly plan: Plan,
    private readonly secure: boolean
  ) {
    const serve = (socket: Socket) => this.#serve(socket)
    this.#server = secure ? tls.createServer({ key, cert }, serve) : net.createServer(serve)
    this.#server.on('connection', (socket: Socket) => {
      this.#keep(socket)
      this.#tcp.set(socket.remotePort, socket)
    })
    this.#server.on('tlsClientError', () => {})
  }

  static async start(plan: Plan, { secure = false } = {}): Promise<CountingServer> {
    const server = new CountingServer(plan, secure)
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve))
    return server
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo
    return `${this.secure ? 'https' : 'http'}://127.0.0.1:${port}`
  }

  /** With which a client takes this server for the operator's. */
  get trust() {
    return { ca: cert, checkServerIdentity: () => undefined }
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket))
  }

  #serve(socket: Socket): void {
    this.#keep(socket)
    let { answered } = this.plan
    let read = 0
    if (answered === 0 && this.plan.afterBytes === 0) this.#end(socket)
    socket.on('data', (bytes) => {
      if (answered > 0) {
        answered -= 1
        socket.write(ANSWER)
        if (answered === 0 && this.plan.afterBytes === 0) this.#end(socket)
        return
      }
      this.bytes += bytes.length
      read += bytes.length
      if (read >= this.plan.afterBytes) this.#end(socket)
    })
  }

  #end(socket: Socket): void {
    const { end } = this.plan
    if (end === 'reset') this.#tcp.get(socket.remotePort)?.resetAndDestroy()
    else if (end === 'close') socket.destroy()
    else if (end === 'half-close') socket.end()
  }
}
