import type { IncomingMessage } from 'node:http'

/** Bytes. A request of one SMS has some hundred. */
const LARGEST_BODY = 64 * 1024

/** The body as text, or nothing where it is too large. A client that goes away in the middle is an error. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= LARGEST_BODY) chunks.push(chunk)
  }
  return size > LARGEST_BODY ? undefined : Buffer.concat(chunks).toString()
}
