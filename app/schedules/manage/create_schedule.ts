import { inject } from '@adonisjs/core'
import { CreateSchedules, type Creation } from '#schedules/manage/create_schedules'
import { InvalidSchedule } from '#schedules/manage/invalid_schedule'
import type { Author, ScheduleRequest } from '#schedules/manage/schedule_request'

/** Creates one schedule, or returns the one that has its idempotency key. */
@inject()
export class CreateSchedule {
  constructor(private readonly schedules: CreateSchedules) {}

  /** @throws InvalidSchedule with everything that is wrong with the request */
  async run(
    request: ScheduleRequest,
    author: Author
  ): Promise<Exclude<Creation, { outcome: 'refused' }>> {
    const [creation] = await this.schedules.run([request], author)
    if (creation.outcome === 'refused') throw new InvalidSchedule(creation.faults)
    return creation
  }
}
