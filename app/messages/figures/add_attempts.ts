import { addCount, type FiguresByPart } from './figures.js'
import { partsOfGroup, type Group } from './parts_of_group.js'

export interface AttemptGroup extends Group {
  /** Null while the answer is awaited, and if it never came. */
  outcome: string | null
  attempts: number
  retries: number
}

export function addAttempts(parts: FiguresByPart, groups: AttemptGroup[]): void {
  for (const group of groups) {
    for (const figures of partsOfGroup(parts, group)) {
      figures.retried += group.retries
      if (group.outcome === null) figures.awaited += group.attempts
      else addCount(figures.attempts, group.outcome, group.attempts)
    }
  }
}
