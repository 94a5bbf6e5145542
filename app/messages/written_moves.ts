import { channel } from 'node:diagnostics_channel'
import type { MessageEvent } from './message_events.js'

/** Hears of the moves of messages as they are written; their transaction commits later. */
const written = channel('rappel:message_moves')

/** Moves of one kind that were written together. */
export interface WrittenMoves extends Pick<MessageEvent, 'from' | 'to' | 'reason'> {
  messages: number[]
}

/** Costs nothing while nobody listens. */
export function publishMoves(events: MessageEvent[]): void {
  if (!written.hasSubscribers) return
  const kinds = Map.groupBy(events, ({ from, to, reason }) => `${from} ${to} ${reason}`)
  for (const moves of kinds.values()) {
    const [{ from, to, reason }] = moves
    written.publish({ from, to, reason, messages: moves.map(({ messageId }) => messageId) })
  }
}

/** Returns how to stop listening. */
export function onWrittenMoves(listener: (moves: WrittenMoves) => void): () => void {
  const hear = (moves: unknown) => listener(moves as WrittenMoves)
  written.subscribe(hear)
  return () => void written.unsubscribe(hear)
}
