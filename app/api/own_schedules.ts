import { Exception } from '@adonisjs/core/exceptions'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { isAbleTo } from '#app/api/is_able_to'
import type { Schedule } from '#schedules/manage/stored_schedule'

/** Made by another token, or by a person. */
export class NotYourSchedule extends Exception {
  static code = 'E_NOT_YOUR_SCHEDULE'
  static status = 403

  constructor(readonly id: number) {
    super(
      `Schedule ${id} was not made by this token: a token changes only those that it made, unless it has the ability "schedules:admin"`
    )
  }
}

/**
 * Lets a token change the schedules that it made, or any with `schedules:admin`. Passes if there is
 * no such schedule: the change itself answers that. @throws NotYourSchedule
 */
export function ensureMayChange(ctx: HttpContext, schedule: Schedule | null): void {
  if (!schedule || isAbleTo(ctx, 'schedules:admin')) return
  if (schedule.createdBy !== actorOf(ctx)) throw new NotYourSchedule(schedule.id)
}
