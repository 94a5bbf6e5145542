import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { IN_FORCE, PAUSE_COLUMNS, toPause, type Pause, type PauseRow } from '#delivery/pauses/pause'
import { Pauses } from '#delivery/pauses/pauses'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** Reads which pauses are in force now. One whose time is over counts for nothing. */
@inject()
export class ActivePauses {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  async load(): Promise<Pauses> {
    return new Pauses(await this.#find(IN_FORCE))
  }

  /** The pause of everything alone: asked before each group of a sweep. */
  async ofEverything(): Promise<Pause | undefined> {
    const [pause] = await this.#find(`scope = 'everything' AND ${IN_FORCE}`)
    return pause
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
