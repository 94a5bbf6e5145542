import type { IncomingMessage } from 'node:http'

/** One SMS has a few hundred bytes. */
const LARGEST_BODY_BYTES = 64 * 1024
/** Beyond this size the body is not even read: the connection is closed. */
const PATIENCE_BYTES = 1024 * 1024

export interface ReadBody {
  text: string
  tooLarge: boolean
}

/** Calls back with the whole body, or calls `onAbort` if the client disconnects before that. */
export function readBody(
  request: IncomingMessage,
  onRead: (body: ReadBody) => void,
  onAbort: () => void
): void {
  const chunks: Buffer[] = []
  let size = 0
  request.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= LARGEST_BODY_BYTES) chunks.push(chunk)
    else if (size > PATIENCE_BYTES) request.destroy()
  })
  request.once('end', () => {
    const tooLarge = size > LARGEST_BODY_BYTES
    onRead({ tooLarge, text: tooLarge ? '' : Buffer.concat(chunks).toString('utf8') })
  })
  request.once('error', () => {})
  request.once('close', () => {
    if (!request.complete) onAbort()
  })
}
