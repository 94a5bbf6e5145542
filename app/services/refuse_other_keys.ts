import { Database } from '@adonisjs/lucid/database'
import { Logger } from '@adonisjs/core/logger'
import type { ApplicationService } from '@adonisjs/core/types'
import { HashKeyMissing } from '#consents/hash_key_missing'
import { KnownKeys } from '#consents/known_keys'
import { runWithin } from '#monitoring/health/run_within'

/** Milliseconds that a start waits for the database. */
const PATIENCE_MS = 5_000

/**
 * Call it when a process starts. A database that is away, or has no tables yet, cannot be asked;
 * the keys are asked for again before a refusal is looked up.
 *
 * @throws HashKeyMissing
 */
export async function refuseOtherKeys({ container }: ApplicationService): Promise<void> {
  const keys = await container.make(KnownKeys)
  const db = await container.make(Database)
  try {
    await runWithin(PATIENCE_MS, () => keys.ensure(db.connection()))
  } catch (error) {
    if (error instanceof HashKeyMissing) throw error
    const logger = await container.make(Logger)
    logger.debug({ err: error }, 'the keys of refusals could not be looked at yet')
  }
}
