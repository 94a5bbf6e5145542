import { MessageStatuses } from '../message_status.js'
import { addCount, type Figures, type FiguresByPart } from './figures.js'
import { partsOfGroup, type Group } from './parts_of_group.js'

export interface MoveGroup extends Group {
  from_status: string | null
  to_status: string
  reason: string | null
  /** From sent to delivered, or from due to sent; null where it was not measured. */
  seconds: number | null
  messages: number
  sms: number
  segments: number
}

export function addMoves(parts: FiguresByPart, groups: MoveGroup[]): void {
  for (const group of groups)
    for (const figures of partsOfGroup(parts, group)) addGroup(figures, group)
}

function addGroup(figures: Figures, group: MoveGroup): void {
  const { from_status: from, to_status: to, messages } = group
  const reason = group.reason ?? ''
  if (from === to) {
    if (reason === 'unconfirmed') figures.unconfirmed += messages
    return
  }
  addCount(figures.moves, to, messages)
  if (to === MessageStatuses.suppressed || to === MessageStatuses.expired)
    addCount(figures[to], reason, messages)
  if (to === MessageStatuses.failed && from === MessageStatuses.pending) figures.unsent += messages
  if (to !== MessageStatuses.sent) return
  const segments = Number(group.segments)
  figures.sms += group.sms
  figures.segments += segments
  if (reason !== 'written_to_log') figures.units += segments
}
