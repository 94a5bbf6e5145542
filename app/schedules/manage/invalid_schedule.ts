import { Exception } from '@adonisjs/core/exceptions'
import type { ScheduleFault } from '#schedules/manage/schedule_request'

/**
 * A schedule cannot be created or changed as requested. Lists everything that is wrong; nothing was
 * changed.
 */
export class InvalidSchedule extends Exception {
  static code = 'E_INVALID_SCHEDULE'
  static status = 422

  constructor(readonly faults: ScheduleFault[]) {
    super(faults.map(({ field, message }) => `${field}: ${message}`).join('\n'))
  }
}
