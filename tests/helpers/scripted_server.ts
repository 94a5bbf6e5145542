import net, { type AddressInfo, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

export interface SeenRequest {
  method: string
  path: string
  headers: Record<string, string>
  body: string
  /** Which connection it came on, from 1. */
  connection: number
}

/** What the server does to the socket once it has read a request. */
export type Script = (socket: Socket, request: SeenRequest) => void | Promise<void>

/**
 * The other side, byte by byte: reads whole requests and plays a script for
 * each, so that every fault of a network happens on a real socket.
 */
export class ScriptedServer {
  readonly requests: SeenRequest[] = []
  connections = 0
  /** For requests that the queue has no script for; by the path they start with. */
  readonly #routes = new Map<string, Script>()
  readonly #queues = new Map<string, Script[]>()
  readonly #sockets = new Set<Socket>()
  readonly #server = net.createServer((socket) => this.#serve(socket))

  static async start(): Promise<ScriptedServer> {
    const server = new ScriptedServer()
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve))
    return server
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  on(path: string, script: Script): this {
    this.#routes.set(path, script)
    return this
  }

  next(path: string, ...scripts: Script[]): this {
    this.#queues.set(path, [...(this.#queues.get(path) ?? []), ...scripts])
    return this
  }

  seen(path: string): SeenRequest[] {
    return this.requests.filter((request) => request.path.startsWith(path))
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #serve(socket: Socket): void {
    const connection = ++this.connections
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('error', () => {})
    let pending = Buffer.alloc(0)
    socket.on('data', (bytes) => {
      pending = Buffer.concat([pending, bytes])
      const read = readRequest(pending)
      if (!read) return
      pending = pending.subarray(read.length)
      const request = { ...read.request, connection }
      this.requests.push(request)
      void this.#scriptFor(request.path)(socket, request)
    })
  }

  #scriptFor(path: string): Script {
    for (const [start, queue] of this.#queues) {
      if (path.startsWith(start) && queue.length > 0) return queue.shift()!
    }
    for (const [start, script] of this.#routes) if (path.startsWith(start)) return script
    return answer(599, `nothing is scripted for ${path}`)
  }
}

function readRequest(bytes: Buffer) {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const [start, ...lines] = bytes.subarray(0, headEnd).toString('latin1').split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    })
  )
  const length = headEnd + 4 + Number(headers['content-length'] ?? 0)
  if (bytes.length < length) return undefined
  const [method, path] = start.split(' ')
  const body = bytes.subarray(headEnd + 4, length).toString('utf8')
  return { length, request: { method, path, headers, body } }
}

type Body = string | object
type Headers = Record<string, string | number>

function asBytes(status: number, body: Body, headers: Headers): { head: string; text: string } {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const all: Headers = { 'Content-Length': Buffer.byteLength(text), ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return { head: `HTTP/1.1 ${status} Scripted\r\n${lines.join('')}\r\n`, text }
}

export function answer(status: number, body: Body = '', headers: Headers = {}): Script {
  const { head, text } = asBytes(status, body, headers)
  return (socket) => void socket.write(head + text)
}

export function answerAfter(ms: number, status: number, body: Body = ''): Script {
  return async (socket, request) => {
    await delay(ms)
    if (!socket.destroyed) await answer(status, body)(socket, request)
  }
}

/** Promises the whole body, sends half of it and closes the connection. */
export function cutShort(status: number, body: Body, how: 'close' | 'reset' = 'close'): Script {
  const { head, text } = asBytes(status, body, {})
  return async (socket) => {
    socket.write(head + text.slice(0, Math.floor(text.length / 2)))
    await delay(20)
    if (how === 'reset') socket.resetAndDestroy()
    else socket.end()
  }
}

/** One byte at a time, for ever: each byte would start an idle timeout anew. */
export function drip(everyMs: number): Script {
  return async (socket) => {
    socket.write('HTTP/1.1 201 Scripted\r\nContent-Length: 60000\r\n\r\n')
    while (!socket.destroyed) {
      socket.write('x')
      await delay(everyMs)
    }
  }
}

export const raw =
  (bytes: string): Script =>
  (socket) =>
    void socket.end(bytes)
export const reset: Script = (socket) => void socket.resetAndDestroy()
export const close: Script = (socket) => void socket.end()
export const hang: Script = () => {}
