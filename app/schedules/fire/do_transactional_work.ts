import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { PlannedFiring } from '#schedules/fire/plan_firing'
import type { FiredJob, TransactionalHandler } from '#schedules/jobs/job_handler'
import { query, rowsOf } from '#storage/sql'

/** Codes of SQLite, of PostgreSQL and of the way to it, such as ECONNRESET; other errors have names of their own. */
const OF_A_DATABASE = /^(?:SQLITE_\w+|[\dA-Z]{5}|E[A-Z]+)$/

/** What the PostgreSQL driver says, without a code, of a connection that is gone. */
const CONNECTION_LOST = /^Connection terminated|not queryable$|^Query read timeout/

/** A handler could not do the work of one of these schedules. */
export class JobWorkFailed extends Error {
  readonly code = 'E_JOB_WORK_FAILED'

  constructor(
    readonly handler: string,
    override readonly cause: unknown
  ) {
    super(`The handler "${handler}" failed: ${(cause as Error)?.message ?? cause}`)
  }

  /** Whether what was to be written is at fault, and not a database that is away, busy or full. */
  get isAboutTheJob(): boolean {
    const { code, message } = (this.cause ?? {}) as { code?: unknown; message?: unknown }
    if (typeof code !== 'string') return !CONNECTION_LOST.test(String(message))
    if (!OF_A_DATABASE.test(code)) return true
    return /^(?:SQLITE_(?:CONSTRAINT|MISMATCH)|2[23])/.test(code)
  }
}

/** Has the work of transactional handlers done in the transaction that fires, all jobs of one handler together. */
export async function doTransactionalWork(
  trx: TransactionClientContract,
  firings: PlannedFiring[],
  occurrenceIds: Map<number, number>
): Promise<void> {
  const jobs = new Map<TransactionalHandler, FiredJob[]>()
  for (const { row, advance, handler, payload, status } of firings) {
    const occurrenceId = occurrenceIds.get(row.id)
    if (status !== 'done' || occurrenceId === undefined || handler?.kind !== 'transactional')
      continue
    const { occurrenceAt } = advance
    const job = { occurrenceId, scheduleId: row.id, occurrenceAt, priority: row.priority, payload }
    const ofHandler = jobs.get(handler)
    if (ofHandler) ofHandler.push(job)
    else jobs.set(handler, [job])
  }
  for (const [handler, ofHandler] of jobs) {
    const results = await write(trx, handler, ofHandler)
    await query(
      trx,
      `UPDATE schedule_occurrences AS o SET result = r.result
       FROM ${rowsOf(trx, 'r', { occurrence_id: 'integer', result: 'text' })} WHERE o.id = r.occurrence_id`,
      {
        rows: JSON.stringify(
          [...results].map(([id, result]) => ({
            occurrence_id: id,
            result: JSON.stringify(result),
          }))
        ),
      }
    )
  }
}

async function write(
  trx: TransactionClientContract,
  handler: TransactionalHandler,
  jobs: FiredJob[]
) {
  try {
    return await handler.write(trx, jobs)
  } catch (error) {
    throw new JobWorkFailed(handler.name, error)
  }
}
