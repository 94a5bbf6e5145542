import { Exception } from '@adonisjs/core/exceptions'
import type { Fault } from '#schedules/manage/schedule_request'

/** A schedule that cannot be made or changed as it was asked; all that is wrong with it at once. Nothing was changed. */
export class InvalidSchedule extends Exception {
  static code = 'E_INVALID_SCHEDULE'
  static status = 422

  constructor(readonly faults: Fault[]) {
    super(faults.map(({ field, message }) => `${field}: ${message}`).join('\n'))
  }
}
