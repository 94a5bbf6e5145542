import { addTimes, noTimes, type Times } from './times.js'

/** Counts by a reason, an outcome or a state. */
export type Counts = Record<string, number>

/**
 * What happened in a period. All of it is counted by when it happened, so that the figures of two
 * periods can be added.
 */
export interface Figures {
  /** Moves of messages, by the state that they came to. */
  moves: Counts
  /** Messages that will not be confirmed any more. */
  unconfirmed: number
  /** By reason. */
  suppressed: Counts
  expired: Counts
  /** Messages that failed before any attempt. */
  unsent: number
  /** SMS that were sent: one may carry several messages. */
  sms: number
  /** Segments of those, and the units that they cost: none where an SMS is only logged. */
  segments: number
  units: number
  /** POSTs that were answered, by outcome. */
  attempts: Counts
  /** POSTs without an answer. */
  awaited: number
  /** POSTs of a message after its first. */
  retried: number
  /** From sending to delivery. */
  delivery: Times
  /** From due to sent. */
  queue: Times
}

export const PARTS = ['total', 'type', 'facility', 'language', 'account'] as const

export type Part = (typeof PARTS)[number]

/** The figures in all (one entry, without a name), and of each type, facility and so on. */
export type FiguresByPart = Record<Part, Map<string, Figures>>

export function noFigures(): Figures {
  return {
    ...{ moves: {}, unconfirmed: 0, suppressed: {}, expired: {}, unsent: 0 },
    ...{ sms: 0, segments: 0, units: 0, attempts: {}, awaited: 0, retried: 0 },
    ...{ delivery: noTimes(), queue: noTimes() },
  }
}

export function noFiguresByPart(): FiguresByPart {
  const parts = Object.fromEntries(PARTS.map((part) => [part, new Map()])) as FiguresByPart
  parts.total.set('', noFigures())
  return parts
}

/** The figures of one part, made if they are new. */
export function figuresOf(parts: FiguresByPart, part: Part, name: string): Figures {
  const known = parts[part].get(name)
  if (known) return known
  const figures = noFigures()
  parts[part].set(name, figures)
  return figures
}

export function addFiguresByPart(sum: FiguresByPart, more: FiguresByPart): void {
  for (const part of PARTS)
    for (const [name, figures] of more[part]) addFigures(figuresOf(sum, part, name), figures)
}

export function addFigures(sum: Figures, more: Figures): void {
  for (const counts of ['moves', 'suppressed', 'expired', 'attempts'] as const)
    for (const [name, count] of Object.entries(more[counts])) addCount(sum[counts], name, count)
  for (const count of [
    ...(['unconfirmed', 'unsent', 'sms', 'segments'] as const),
    ...(['units', 'awaited', 'retried'] as const),
  ])
    sum[count] += more[count]
  addTimes(sum.delivery, more.delivery)
  addTimes(sum.queue, more.queue)
}

export function addCount(counts: Counts, name: string, count: number): void {
  counts[name] = (counts[name] ?? 0) + count
}
