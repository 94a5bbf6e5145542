import { hostname } from 'node:os'
import { randomBytes } from 'node:crypto'
import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

export const SCHEDULER_ROLE = 'scheduler'

/** Columns are this wide. */
const HOST_LENGTH = 80

/** Says that this scheduler is alive: one row of `workers` a process, written again at each beat. */
@inject()
export class Heartbeat {
  /** Unlike any other process's, also one that gets the same pid later. */
  readonly workerId: string
  readonly #host = hostname().slice(0, HOST_LENGTH)
  #startedAt: string | null = null

  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {
    this.workerId = `${this.#host}:${process.pid}:${randomBytes(4).toString('hex')}`
  }

  async beat(): Promise<void> {
    const now = toSqlInstant(this.clock.now())
    this.#startedAt ??= now
    await query(
      this.db.connection(),
      `INSERT INTO workers (id, role, host, pid, started_at, heartbeat_at)
       VALUES (:id, :role, :host, :pid, :started_at, :now)
       ON CONFLICT (id) DO UPDATE SET heartbeat_at = excluded.heartbeat_at, stopped_at = NULL`,
      {
        id: this.workerId,
        role: SCHEDULER_ROLE,
        host: this.#host,
        pid: process.pid,
        started_at: this.#startedAt,
        now,
      }
    )
  }

  /** A clean end, as against silence. Nothing for a process that never was a scheduler. */
  async stop(): Promise<void> {
    if (this.#startedAt === null) return
    await query(this.db.connection(), 'UPDATE workers SET stopped_at = :now WHERE id = :id', {
      id: this.workerId,
      now: toSqlInstant(this.clock.now()),
    })
  }
}
