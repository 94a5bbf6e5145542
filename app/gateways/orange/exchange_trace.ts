import type { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

const REQUEST_ID = /^[\w.:-]{1,120}$/

/** How far one exchange has got, according to its socket. */
export class ExchangeTrace {
  /** The status, once its line has arrived. */
  status?: number
  requestId?: string

  #socket?: Socket
  /** Bytes that the socket carried for earlier requests. */
  #bytesBefore = 0
  #opened = false

  follow(request: ClientRequest): ClientRequest {
    /** Node announces the socket before it writes the first byte of the request. */
    request.once('socket', (socket) => this.#watch(socket))
    request.once('response', ({ statusCode, headers }) => {
      this.status = statusCode
      this.requestId = asRequestId(headers['x-oapi-request-id'])
    })
    return request
  }

  /**
   * Whether any byte of the request may have left. A destroyed socket proves nothing: one that
   * could not be opened is destroyed too. Node counts a byte when it hands it to the system, so a
   * byte lost in the network counts as written.
   */
  get written(): boolean {
    if (this.status !== undefined) return true
    if (!this.#socket || !this.#opened) return false
    return this.#socket.bytesWritten !== this.#bytesBefore
  }

  #watch(socket: Socket): void {
    this.#socket = socket
    this.#bytesBefore = socket.bytesWritten
    if (socket.connecting) {
      /**
       * Earlier writes wait in this process: TLS lets nothing through before the handshake is done.
       */
      const opened = socket instanceof TLSSocket ? 'secureConnect' : 'connect'
      socket.once(opened, () => (this.#opened = true))
    } else {
      this.#opened = !socket.destroyed
    }
  }
}

function asRequestId(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && REQUEST_ID.test(header) ? header : undefined
}
