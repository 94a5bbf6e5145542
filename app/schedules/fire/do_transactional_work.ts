import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { PlannedFiring } from '#schedules/fire/plan_firing'
import type { FiredJob, TransactionalHandler } from '#schedules/jobs/job_handler'
import { rowsOf } from '#storage/sql'
import { updateRows } from '#storage/write_rows'

/**
 * Codes of SQLite, PostgreSQL and the network, such as ECONNRESET; other errors have names of their
 * own.
 */
const OF_A_DATABASE = /^(?:SQLITE_\w+|[\dA-Z]{5}|E[A-Z]+)$/

/** Messages of the PostgreSQL driver for a lost connection, which have no code. */
const CONNECTION_LOST = /^Connection terminated|not queryable$|^Query read timeout/

/** A handler failed to do the work of one of these schedules. */
export class JobWorkFailed extends Error {
  readonly code = 'E_JOB_WORK_FAILED'

  constructor(
    readonly handler: string,
    override readonly cause: unknown
  ) {
    super(`The handler "${handler}" failed: ${(cause as Error)?.message ?? cause}`)
  }

  /**
   * Whether the job's own data is at fault, rather than a database that is unavailable, busy or
   * full.
   */
  get isAboutTheJob(): boolean {
    const { code, message } = (this.cause ?? {}) as { code?: unknown; message?: unknown }
    if (typeof code !== 'string') return !CONNECTION_LOST.test(String(message))
    if (!OF_A_DATABASE.test(code)) return true
    return /^(?:SQLITE_(?:CONSTRAINT|MISMATCH)|2[23])/.test(code)
  }
}

/** Runs transactional handlers in the firing transaction, all jobs of a handler together. */
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
    await updateRows(
      trx,
      {
        table: 'schedule_occurrences',
        as: 'o',
        set: 'result = r.result',
        from: rowsOf(trx, 'r', { occurrence_id: 'integer', result: 'text' }),
        on: 'o.id = r.occurrence_id',
      },
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
