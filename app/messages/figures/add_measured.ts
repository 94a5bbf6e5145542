import { MessageStatuses } from '../message_status.js'
import { figuresOf, type FiguresByPart } from './figures.js'
import type { MoveGroup } from './add_moves.js'
import { partsOfGroup } from './parts_of_group.js'
import { addTimes, bucketOfTime } from './times.js'

/** Buckets are kept in all, by type and by account: facilities and languages have averages alone. */
export function addMeasured(parts: FiguresByPart, groups: MoveGroup[]): void {
  for (const group of groups) {
    const { messages, type, account } = group
    if (group.seconds === null) continue
    const kind = group.to_status === MessageStatuses.delivered ? 'delivery' : 'queue'
    const seconds = Math.max(0, Math.round(Number(group.seconds)))
    for (const figures of partsOfGroup(parts, group))
      addTimes(figures[kind], { count: messages, seconds: seconds * messages, buckets: {} })

    const inBucket = { count: 0, seconds: 0, buckets: { [bucketOfTime(seconds)]: messages } }
    addTimes(figuresOf(parts, 'total', '')[kind], inBucket)
    addTimes(figuresOf(parts, 'type', type)[kind], inBucket)
    if (account !== null) addTimes(figuresOf(parts, 'account', account)[kind], inBucket)
  }
}
