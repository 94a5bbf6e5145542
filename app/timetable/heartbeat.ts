import { hostname } from 'node:os'
import { randomUUID } from 'node:crypto'
import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

const HOST_LENGTH = 60

/** This process as a row of `workers`: who it is and when it was last heard of. One instance a process. */
@inject()
export class Heartbeat {
  readonly id = `${hostname().slice(0, HOST_LENGTH)}:${process.pid}:${randomUUID().slice(0, 8)}`
  #beating = false

  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** `concurrency`: batches that a worker has under way side by side. */
  async beat(role: 'scheduler' | 'worker', concurrency?: number): Promise<void> {
    this.#beating = true
    await query(
      this.db.connection(),
      `INSERT INTO workers (id, role, host, pid, concurrency, started_at, heartbeat_at)
       VALUES (:id, :role, :host, :pid, :concurrency, :now, :now)
       ON CONFLICT (id) DO UPDATE SET heartbeat_at = excluded.heartbeat_at, stopped_at = NULL`,
      {
        id: this.id,
        role,
        host: hostname().slice(0, HOST_LENGTH),
        pid: process.pid,
        concurrency: concurrency ?? null,
        now: toSqlInstant(this.clock.now()),
      }
    )
  }

  /** The process was told to end and finishes what is in flight. */
  async drain(): Promise<void> {
    await query(
      this.db.connection(),
      'UPDATE workers SET draining_since = :now, heartbeat_at = :now WHERE id = :id',
      { id: this.id, now: toSqlInstant(this.clock.now()) }
    )
  }

  /** A clean end; a row without one belongs to a process that runs or that died. Nothing to do where it never beat. */
  async stop(): Promise<void> {
    if (!this.#beating) return
    this.#beating = false
    await query(
      this.db.connection(),
      'UPDATE workers SET stopped_at = :now, heartbeat_at = :now WHERE id = :id',
      { id: this.id, now: toSqlInstant(this.clock.now()) }
    )
  }
}
