export interface Reply {
  kind: 'reply'
  status: number
  body: string
  headers?: Record<string, string>
  /** Milliseconds of delay, in addition to the emulator's latency. */
  delayMs?: number
  /** Called once all of it has been sent to a client that was still connected. */
  onGiven?: () => void
}

/** What the client receives. */
export type Answer =
  | Reply
  /** Long documents of the emulator's own, piece by piece. */
  | { kind: 'stream'; chunks: Iterable<string> }
  /** Promises the whole body, sends half of it and closes the connection. */
  | { kind: 'truncated'; reply: Reply }
  /** A TCP reset instead of an answer. */
  | { kind: 'reset' }
  /** No answer, ever; the connection stays open. */
  | { kind: 'hang' }

const JSON_TYPE = { 'Content-Type': 'application/json' }

export function json(status: number, body: unknown, headers?: Record<string, string>): Reply {
  return {
    kind: 'reply',
    status,
    body: JSON.stringify(body),
    headers: headers ? { ...JSON_TYPE, ...headers } : JSON_TYPE,
  }
}

export function html(status: number, body: string): Reply {
  return { kind: 'reply', status, body, headers: { 'Content-Type': 'text/html' } }
}
