import { Exception } from '@adonisjs/core/exceptions'
import type { ChangeResult, Refusal } from '#schedules/manage/change_schedule'
import type { Schedule } from '#schedules/manage/stored_schedule'

export class NoSuchSchedule extends Exception {
  static code = 'E_NO_SUCH_SCHEDULE'
  static status = 404

  constructor(readonly id: number) {
    super(`There is no schedule ${id}`)
  }
}

export class NoSuchDeadLetter extends Exception {
  static code = 'E_NO_SUCH_DEAD_LETTER'
  static status = 404

  constructor(readonly id: number) {
    super(`There is no occurrence ${id} that is a dead letter`)
  }
}

type Conflict = Refusal | 'runs_now'

/** The schedule is not in a state in which that can be done. */
export class ScheduleConflict extends Exception {
  static code = 'E_SCHEDULE_CONFLICT'
  static status = 409

  constructor(
    readonly id: number,
    readonly reason: Conflict
  ) {
    super(`Schedule ${id} ${WHY[reason]}`)
  }
}

export class IdempotencyKeyTaken extends Exception {
  static code = 'E_IDEMPOTENCY_KEY_TAKEN'
  static status = 409

  constructor(readonly id: number) {
    super(
      `The idempotency key belongs to schedule ${id}, which was asked for in other words: send another key for another schedule`
    )
  }
}

const WHY: Record<Conflict, string> = {
  changed_meanwhile: 'was changed meanwhile: read it again, and send its version',
  not_running: 'runs no more: there is nothing to pause',
  no_run_left: 'has no time left at which it would run: give it other times first',
  max_runs_reached: 'has had all its runs: give it more first',
  runs_now: 'runs every second: there is none left for a run by hand',
}

/** The schedule that a change has led to. @throws NoSuchSchedule, ScheduleConflict */
export function changedSchedule(result: ChangeResult): Schedule {
  if (result.outcome === 'not_found') throw new NoSuchSchedule(result.id)
  if (result.outcome === 'refused') throw new ScheduleConflict(result.schedule.id, result.reason)
  return result.schedule
}
