import type { Operation, Operations } from '#openapi/operation'
import { consentOperations } from '#openapi/operations/consents'
import { messageOperations } from '#openapi/operations/messages'
import { otherOperations } from '#openapi/operations/others'
import { recordOperations } from '#openapi/operations/records'
import { referenceOperations } from '#openapi/operations/reference'
import { scheduleOperations } from '#openapi/operations/schedules'
import { schedulerOperations } from '#openapi/operations/scheduler'

/** A part of the document, in the order in which it is shown. */
interface Part {
  tag: string
  description: string
  operations: Operations
}

export const PARTS: readonly Part[] = [
  {
    tag: 'Records',
    description: 'Patients, doses and visits, as a register knows them.',
    operations: recordOperations,
  },
  {
    tag: 'Messages',
    description: 'What is sent, what became of it, and what people do about it.',
    operations: messageOperations,
  },
  {
    tag: 'Consents and replies',
    description: 'What caregivers have said.',
    operations: consentOperations,
  },
  {
    tag: 'Schedules and jobs',
    description: 'Any job once, by cron, or at an interval.',
    operations: scheduleOperations,
  },
  {
    tag: 'Scheduler',
    description: 'Whether sending goes on.',
    operations: schedulerOperations,
  },
  {
    tag: 'Reference',
    description: 'What messages refer to, and what happened.',
    operations: referenceOperations,
  },
  {
    tag: 'Without a token',
    description: 'Health, what operators call, and this description.',
    operations: otherOperations,
  },
]

export interface DescribedOperation extends Operation {
  tag: string
}

/** By `METHOD /path`. */
export function describedOperations(): Map<string, DescribedOperation> {
  const all = PARTS.flatMap(({ tag, operations }) =>
    Object.entries(operations).map(([key, operation]) => [key, { ...operation, tag }] as const)
  )
  return new Map(all)
}
