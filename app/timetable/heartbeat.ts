import { hostname } from 'node:os'
import { randomUUID } from 'node:crypto'
import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import type { Insertion } from '#storage/dialects/dialect'
import { followDatabaseClock } from '#storage/follow_database_clock'
import { toSqlInstant } from '#storage/instants'
import { insertRows, updateRows } from '#storage/write_rows'
import { ZONE_DATA } from '#values/zone_data'

const HOST_LENGTH = 60

/**
 * This process as a row of `workers`: its identity and last heartbeat. One instance per process.
 */
@inject()
export class Heartbeat {
  readonly id = `${hostname().slice(0, HOST_LENGTH)}:${process.pid}:${randomUUID().slice(0, 8)}`
  #beating = false

  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** `concurrency`: the batches that a worker sends in parallel. */
  async beat(role: 'scheduler' | 'worker', concurrency?: number): Promise<void> {
    this.#beating = true
    await followDatabaseClock(this.db.connection(), this.clock)
    await insertRows(this.db.connection(), BEAT, {
      id: this.id,
      role,
      host: hostname().slice(0, HOST_LENGTH),
      pid: process.pid,
      concurrency: concurrency ?? null,
      clock_ahead_ms: this.clock.nowMs() - this.clock.movedMs - this.clock.databaseMs(),
      zone_data: ZONE_DATA,
      now: toSqlInstant(this.clock.sharedNow()),
    })
  }

  /** The process was told to end and finishes messages in flight. */
  async drain(): Promise<void> {
    await this.#set('draining_since = :now, heartbeat_at = :now')
  }

  /**
   * A clean end. A row without one belongs to a process that is running or has died. Does nothing
   * without a heartbeat.
   */
  async stop(): Promise<void> {
    if (!this.#beating) return
    this.#beating = false
    await this.#set('stopped_at = :now, heartbeat_at = :now')
  }

  async #set(set: string): Promise<void> {
    await updateRows(
      this.db.connection(),
      { table: 'workers', set, where: 'id = :id' },
      { id: this.id, now: toSqlInstant(this.clock.sharedNow()) }
    )
  }
}

const BEAT: Insertion = {
  into: 'workers',
  columns: 'id, role, host, pid, concurrency, started_at, heartbeat_at, clock_ahead_ms, zone_data',
  rows: 'VALUES (:id, :role, :host, :pid, :concurrency, :now, :now, :clock_ahead_ms, :zone_data)',
  onConflict: {
    key: 'id',
    set: `heartbeat_at = excluded.heartbeat_at, clock_ahead_ms = excluded.clock_ahead_ms,
      stopped_at = NULL`,
  },
}
