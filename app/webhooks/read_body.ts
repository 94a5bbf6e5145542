import type { IncomingMessage } from 'node:http'

export type ReadBody =
  | { outcome: 'complete'; bytes: Buffer }
  /** Not read on from there: the connection has to be closed. */
  | { outcome: 'too_large' | 'too_slow' }
  /** The caller has disconnected. */
  | { outcome: 'aborted' }

/** Reads a body with limits on size and time. */
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
    const complete = () => end({ outcome: 'complete', bytes: Buffer.concat(chunks) })
    const abort = () => end({ outcome: 'aborted' })
    request.on('data', take).once('end', complete).once('close', abort)
    /** Stays attached: a late error must find a listener. */
    request.on('error', () => {})
    if (request.destroyed) abort()
  })
}
