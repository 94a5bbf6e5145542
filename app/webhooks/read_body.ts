import type { IncomingMessage } from 'node:http'

export type ReadBody =
  | { outcome: 'complete'; body: string }
  /** Not read on from there: the connection has to be closed. */
  | { outcome: 'too_large' | 'too_slow' }
  /** There is nobody to answer. */
  | { outcome: 'aborted' }

/** Reads a body that may be neither long nor slow. What is no UTF-8 becomes U+FFFD. */
export async function readBody(
  request: IncomingMessage,
  { limitBytes, timeoutMs }: { limitBytes: number; timeoutMs: number }
): Promise<ReadBody> {
  if (Number(request.headers['content-length']) > limitBytes) return { outcome: 'too_large' }
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let length = 0
    const timer = setTimeout(() => end({ outcome: 'too_slow' }), timeoutMs)

    const end = (result: ReadBody) => {
      clearTimeout(timer)
      request.pause()
      request.off('data', take).off('end', complete).off('close', abort)
      resolve(result)
    }
    const take = (chunk: Buffer) => {
      length += chunk.length
      if (length > limitBytes) end({ outcome: 'too_large' })
      else chunks.push(chunk)
    }
    const complete = () =>
      end({ outcome: 'complete', body: Buffer.concat(chunks).toString('utf8') })
    const abort = () => end({ outcome: 'aborted' })
    request.on('data', take).once('end', complete).once('close', abort)
    /** Stays: an error after the outcome must find a listener. */
    request.on('error', () => {})
    if (request.destroyed) abort()
  })
}
