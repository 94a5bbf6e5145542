import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { actorOf } from '#app/api/actor_of'
import { foundJobAsJson, jobResultAsJson } from '#app/api/job_as_json'
import { oneOrMany } from '#app/api/one_or_many'
import { NoSuchRow } from '#app/api/row_id'
import { IdempotencyKeyTaken } from '#app/api/schedule_errors'
import { validationError } from '#app/api/validation_error'
import { MOST_JOBS } from '#schedules/request/create_jobs'
import type { JobResult } from '#schedules/request/job_result'
import { ScheduleService } from '#services/schedule_service'

/** Jobs for other programs, with the body and the rules of a Kafka request. */
@inject()
export default class JobsController {
  constructor(private readonly schedules: ScheduleService) {}

  /** One job: 201, or 200 if its key is known. Many: 200, and each has its outcome. */
  async store(ctx: HttpContext) {
    const asked = oneOrMany(ctx.request.body(), 'jobs', MOST_JOBS)
    if ('one' in asked) return this.#storeOne(ctx, asked.one)
    if (ctx.request.header('idempotency-key') !== undefined) throw validationError([KEY_FOR_ONE])
    const results = await this.schedules.createJobs(asked.many, authorOf(ctx))
    return { data: results.map(jobResultAsJson), meta: { outcomes: countsOf(results) } }
  }

  async show({ params }: HttpContext) {
    const job = await this.schedules.findJob(params.key)
    if (!job) throw new NoSuchRow('job')
    return foundJobAsJson(job)
  }

  async #storeOne(ctx: HttpContext, body: Record<string, unknown>) {
    const key = ctx.request.header('idempotency-key')
    const request = key === undefined ? body : { ...body, idempotencyKey: key }
    const [result] = await this.schedules.createJobs([request], authorOf(ctx))
    if (result.outcome === 'refused') throw validationError(result.faults)
    if (result.outcome === 'conflict') throw new IdempotencyKeyTaken(result.schedule.id)
    return ctx.response
      .status(result.outcome === 'created' ? 201 : 200)
      .header('Location', `/api/v1/jobs/${encodeURIComponent(result.key)}`)
      .send(jobResultAsJson(result))
  }
}

/** Without effect it would let a repeated list create its jobs twice. */
const KEY_FOR_ONE = {
  field: 'Idempotency-Key',
  message: 'is for a single job: give each job of a list an idempotencyKey of its own',
}

function authorOf(ctx: HttpContext) {
  return { source: 'api', actor: actorOf(ctx) }
}

function countsOf(results: JobResult[]): Record<JobResult['outcome'], number> {
  const counts = { created: 0, existing: 0, conflict: 0, refused: 0 }
  for (const { outcome } of results) counts[outcome]++
  return counts
}
