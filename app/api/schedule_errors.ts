import { Exception } from '@adonisjs/core/exceptions'
import type { ChangeResult, ScheduleRefusal } from '#schedules/manage/change_schedule'
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
    super(`There is no dead letter with the id ${id}`)
  }
}

type Conflict = ScheduleRefusal | 'runs_now'

/** The state of the schedule does not allow this. */
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
      `The idempotency key belongs to schedule ${id}, which was created with different options: send another key for another schedule`
    )
  }
}

const WHY: Record<Conflict, string> = {
  changed_meanwhile: 'was changed in the meantime: read it again, and send its version',
  not_running: 'no longer runs: there is nothing to pause',
  no_run_left: 'has no run left: change its times first',
  max_runs_reached: 'has used up its runs: allow more first',
  runs_now: 'runs every second: no second is free for a manual run',
}

/** The schedule after a change. @throws NoSuchSchedule, ScheduleConflict */
export function changedSchedule(result: ChangeResult): Schedule {
  if (result.outcome === 'not_found') throw new NoSuchSchedule(result.id)
  if (result.outcome === 'refused') throw new ScheduleConflict(result.schedule.id, result.reason)
  return result.schedule
}
