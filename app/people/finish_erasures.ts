import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { ErasePerson } from '#people/erase_person'
import { ERASED } from '#people/stop_sending'
import { query } from '#storage/sql'

const ACTOR = 'cleanup'

/**
 * Finishes what was begun and nobody came back for: the process was killed, or a
 * message was being sent and nobody asked again.
 */
@inject()
export class FinishErasures {
  constructor(
    private readonly db: Database,
    private readonly erase: ErasePerson
  ) {}

  /** Returns how many patients are gone now. */
  async run({ signal }: { signal?: AbortSignal } = {}): Promise<number> {
    const begun = await query<{ ref: string }>(
      this.db.connection(),
      `SELECT external_ref AS ref FROM patients WHERE status = '${ERASED}' ORDER BY id`
    )
    let finished = 0
    for (const { ref } of begun) {
      if (signal?.aborted) break
      const { outcome } = await this.erase.run({ patientRef: ref, actor: ACTOR, signal })
      if (outcome === 'erased') finished += 1
    }
    return finished
  }
}
