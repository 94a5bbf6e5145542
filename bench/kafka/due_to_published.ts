import { setTimeout as delay } from 'node:timers/promises'
import type { ApplicationService } from '@adonisjs/core/types'
import { CreateJobs } from '#schedules/request/create_jobs'
import { RetryPublisher } from '#schedules/jobs/retry_publisher'
import { FiringService } from '#services/firing_service'

const FIRST_AFTER_MS = 3_000
const SECOND_MS = 1_000

/**
 * Milliseconds from the due time of a retry until the broker has confirmed its publication, of one
 * retry a second. Firing goes on until the application is terminated.
 */
export async function dueToPublished(app: ApplicationService, retries: number): Promise<number[]> {
  const jobs = await app.container.make(CreateJobs)
  const publisher = await app.container.make(RetryPublisher)
  const firing = await app.container.make(FiringService)
  const first = Math.ceil((Date.now() + FIRST_AFTER_MS) / SECOND_MS) * SECOND_MS
  const dueAt = (place: number) => first + place * SECOND_MS
  const bodies = Array.from({ length: retries }, (_, place) => {
    const retryTime = new Date(dueAt(place)).toISOString()
    return {
      appName: 'sms_retry',
      jobData: { campaignTaskId: 1 + place, createdOn: retryTime, retryTime, retryAttempt: 1 },
    }
  })
  const latenesses: number[] = []
  const publish = publisher.publish.bind(publisher)
  publisher.publish = async (retry, ...rest) => {
    await publish(retry, ...rest)
    latenesses.push(Date.now() - dueAt(retry.campaignTaskId - 1))
  }
  await jobs.run(bodies, { source: 'application', actor: 'bench' })
  void firing.keepFiring()
  while (latenesses.length < retries) await delay(100)
  return latenesses
}
