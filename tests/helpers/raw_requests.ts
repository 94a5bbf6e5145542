import { connect, type Socket } from 'node:net'

/** To write a request byte by byte. */
export async function openSocket(): Promise<Socket> {
  const socket = connect(Number(process.env.PORT), process.env.HOST)
  /** A server that closes without reading on resets the connection. */
  socket.on('error', () => {})
  await new Promise((resolve) => socket.once('connect', resolve))
  return socket
}

/** All that the server sends until it closes the connection. */
export async function answerOn(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  await new Promise((resolve) => socket.once('close', resolve))
  return Buffer.concat(chunks).toString('latin1')
}

export interface RawRequest {
  method?: string
  path: string
  headers?: Record<string, string>
  body?: string | Buffer
}

/** The whole answer as it comes over the wire; the server is asked to close the connection. */
export async function rawAnswer({ method = 'POST', path, headers, body = '' }: RawRequest) {
  const socket = await openSocket()
  const answer = answerOn(socket)
  const lines = Object.entries({
    'Host': 'localhost',
    'Connection': 'close',
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    ...headers,
  })
  socket.write(`${method} ${path} HTTP/1.1\r\n`)
  socket.write(lines.map(([name, value]) => `${name}: ${value}\r\n`).join(''))
  socket.write('\r\n')
  socket.write(body)
  return answer
}

export async function statusOf(request: RawRequest): Promise<number> {
  return Number((await rawAnswer(request)).split(' ')[1])
}
