import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { ErasePerson } from './erase_person.js'
import { ERASED } from './stop_sending.js'
import { query } from '#storage/sql'

const ACTOR = 'cleanup'

/**
 * Finishes erasures that were not completed: the process was killed, or a message was being sent
 * and the erasure was not run again.
 */
@inject()
export class FinishErasures {
  constructor(
    private readonly db: Database,
    private readonly erase: ErasePerson
  ) {}

  /** Returns how many patients were deleted. */
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
