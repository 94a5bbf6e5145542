import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { isPausedUntilResumed } from '#delivery/pauses/is_paused_until_resumed'
import { appendAuditEvent } from '#storage/audit_events'
import { compareTables, type ComparedTable } from '#storage/copy/compare_tables'
import { endProgress } from '#storage/copy/copy_progress'
import { copySequences } from '#storage/copy/copy_sequences'
import { copySteps } from '#storage/copy/copy_steps'
import { copyTables, type CopyProgress } from '#storage/copy/copy_tables'
import { CopyRefused } from '#storage/copy/errors'
import { lockForCopy } from '#storage/copy/lock_for_copy'
import { ensureSameSchema, prepareTarget } from '#storage/copy/prepare_target'
import { readIdentity } from '#storage/copy/read_identity'
import type { Table } from '#storage/copy/read_schema'
import { followDatabaseClock } from '#storage/follow_database_clock'
import { toSqlInstant } from '#storage/instants'
import { renewStatistics } from '#storage/renew_statistics'
import { transaction } from '#storage/transaction'
import { findLiveProcesses } from '#timetable/live_processes'

export interface CopyRequest {
  /** A connection of config/database.ts. */
  to: string
  /** `cli:name`. */
  actor: string
  signal: AbortSignal
  onProgress?: (progress: CopyProgress) => void
}

export interface CopyResult {
  from: string
  to: string
  /** It went on with a copy that was interrupted. */
  resumed: boolean
  /** Every table has the same rows in both. */
  equal: boolean
  rows: number
  tables: ComparedTable[]
  durationMs: number
}

/**
 * Copies every table of the configured database into another one, and compares them. The source is
 * locked against writes meanwhile. The copy has its pause, so it starts paused.
 */
@inject()
export class CopyDatabase {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly logger: Logger
  ) {}

  /** @throws CopyRefused if it cannot be made; nothing was changed but rows of the target */
  async run({ to, ...request }: CopyRequest): Promise<CopyResult> {
    const begun = this.clock.elapsedMs()
    const source = this.db.connection()
    const target = this.#target(to)
    const tables = await ensureSameSchema(source, target)
    await followDatabaseClock(source, this.clock)
    const copied = await transaction(source, (trx) => this.#copy(trx, target, tables, request), {
      readsFirst: true,
      lock: (trx) => lockForCopy(trx, tables),
    })
    const result = {
      from: this.db.primaryConnectionName,
      to,
      ...copied,
      durationMs: Math.round(this.clock.elapsedMs() - begun),
    }
    this.#report(result)
    return result
  }

  #target(to: string): QueryClientContract {
    const others = [...this.db.manager.connections.keys()].filter(
      (name) => name !== this.db.primaryConnectionName
    )
    if (others.includes(to)) return this.db.connection(to)
    throw new CopyRefused(
      `"${to}" is not another database: DB_CONNECTION is ${this.db.primaryConnectionName}, so the target is ${others.join(' or ')}`
    )
  }

  async #copy(
    source: TransactionClientContract,
    target: QueryClientContract,
    tables: readonly Table[],
    { actor, signal, onProgress }: Omit<CopyRequest, 'to'>
  ): Promise<Pick<CopyResult, 'resumed' | 'equal' | 'rows' | 'tables'>> {
    await this.#ensureIdle(source)
    const identity = await readIdentity(source)
    const steps = copySteps(tables)
    const resumed = await prepareTarget(target, identity, tables, steps)
    await copyTables({ source, target, identity, steps, signal, onProgress })
    await copySequences(source, target, tables)
    const compared = await compareTables(source, target, tables, signal)
    const equal = compared.every((table) => table.equal)
    const rows = compared.reduce((sum, table) => sum + table.source.rows, 0)
    if (equal) await this.#finish(target, actor, rows)
    await renewStatistics(
      target,
      tables.map(({ name }) => name)
    )
    return { resumed, equal, rows, tables: compared }
  }

  async #ensureIdle(source: QueryClientContract): Promise<void> {
    if (!(await isPausedUntilResumed(source)))
      throw new CopyRefused(
        'Sending is not paused: run "node ace sms:pause" without --until first. The copy starts paused, too'
      )
    const alive = await findLiveProcesses(source, this.clock.sharedNow())
    if (alive.length === 0) return
    const names = alive.map(({ role, host, pid }) => `${role} ${host}:${pid}`).join(', ')
    throw new CopyRefused(
      `Processes are running (${names}): stop all processes of Rappel. One that was killed counts for a minute`
    )
  }

  /** From here on it is a database like any other. */
  async #finish(target: QueryClientContract, actor: string, rows: number): Promise<void> {
    await transaction(
      target,
      async (trx) => {
        await endProgress(trx)
        await appendAuditEvent(trx, {
          at: toSqlInstant(this.clock.now()),
          actor,
          action: 'database_copied',
          detail: { from: this.db.primaryConnectionName, rows },
        })
      },
      { readsFirst: true }
    )
  }

  #report({ tables, ...result }: CopyResult): void {
    const differing = tables.filter(({ equal }) => !equal).map(({ table }) => table)
    if (result.equal) this.logger.info(result, 'database copied')
    else this.logger.error({ ...result, differing }, 'copy of the database differs')
  }
}
