import { PRIORITIES, type Priority } from '#messages/priority'
import { shown, type ScheduleFault, type ScheduleRequest } from '#schedules/manage/schedule_request'
import type { ScheduleRow } from '#schedules/schedule_row'

const LONGEST_TEXT = 200
const MOST_RUNS = 1_000_000_000

/** The columns that are neither the job nor the timing. */
export interface OptionColumns extends Pick<
  ScheduleRow,
  'priority' | 'max_runs' | 'missed_runs' | 'overlap' | 'idempotency_key'
> {
  name: string | null
}

/** What was not given has its default; what cannot be used has it too, and a fault. */
export function checkOptions(request: ScheduleRequest, faults: ScheduleFault[]): OptionColumns {
  const text = (field: 'name' | 'idempotencyKey') => checkText(request[field], field, faults)
  const choice = <Choice extends string>(
    field: 'priority' | 'missedRuns' | 'overlap',
    choices: readonly [Choice, ...Choice[]]
  ) => checkChoice(request[field] ?? choices[0], field, choices, faults)
  const priority: Priority = choice('priority', ['normal', 'high', 'low'])
  return {
    name: text('name'),
    priority: PRIORITIES[priority],
    max_runs: checkMaxRuns(request.maxRuns, faults),
    missed_runs: choice('missedRuns', ['once', 'skip']),
    overlap: choice('overlap', ['allow', 'skip']),
    idempotency_key: text('idempotencyKey'),
  }
}

/** Names and keys may tell of people: they are not repeated in a fault. */
function checkText(value: unknown, field: 'name' | 'idempotencyKey', faults: ScheduleFault[]) {
  if (value === null || value === undefined) return null
  if (isText(value)) return value
  faults.push({
    field,
    message: `give a text of 1 to ${LONGEST_TEXT} characters on one line`,
  })
  return null
}

/** Also used for keys of requests: an invalid key belongs to no schedule. */
export function isText(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.trim() !== '' &&
    value.length <= LONGEST_TEXT &&
    value.isWellFormed() &&
    !/\p{Cc}/u.test(value)
  )
}

function checkMaxRuns(value: unknown, faults: ScheduleFault[]): number | null {
  if (value === null || value === undefined) return null
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST_RUNS)
    return Number(value)
  faults.push({
    field: 'maxRuns',
    message: `${shown(value)} cannot be used: give a whole number from 1 to ${MOST_RUNS}, or leave it out`,
  })
  return null
}

function checkChoice<Choice extends string>(
  value: unknown,
  field: string,
  choices: readonly [Choice, ...Choice[]],
  faults: ScheduleFault[]
): Choice {
  const chosen = choices.find((choice) => choice === value)
  if (chosen) return chosen
  faults.push({ field, message: `${shown(value)} cannot be used: give ${choices.join(' or ')}` })
  return choices[0]
}
