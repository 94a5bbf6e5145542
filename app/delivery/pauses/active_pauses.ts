import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import {
  IN_FORCE,
  OF_ALL,
  PAUSE_COLUMNS,
  toPause,
  type Pause,
  type PauseRow,
} from '#delivery/pauses/pause'
import { Pauses } from '#delivery/pauses/pauses'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** Reads the pauses in force now. Expired pauses do not count. */
@inject()
export class ActivePauses {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  async load(): Promise<Pauses> {
    return new Pauses(await this.#find(IN_FORCE))
  }

  /** The pause of everything; read before each group of a sweep. */
  async ofEverything(): Promise<Pause | undefined> {
    return new Pauses(await this.#find(`${OF_ALL} AND ${IN_FORCE}`)).everything
  }

  async #find(where: string): Promise<Pause[]> {
    const rows = await query<PauseRow>(
      this.db.connection(),
      `SELECT ${PAUSE_COLUMNS} FROM sending_pauses WHERE ${where}`,
      { now: toSqlInstant(this.clock.now()) }
    )
    return rows.map(toPause)
  }
}
