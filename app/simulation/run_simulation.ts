import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ApplicationService } from '@adonisjs/core/types'
import { FrozenClock } from '#app/clock'
import type { SimulatedOutcome } from '#simulation/simulate_retries'
import type { SimulationStep } from '#simulation/simulation_step'

/** A Tuesday, 10:00 in Douala. */
const BEGINS_AT = '2026-03-10T09:00:00Z'

export interface SimulationReport {
  /** Whether all messages were sent. */
  succeeded: boolean
  messages: SimulatedOutcome[]
  /** From the first try to the last. */
  virtualSeconds: number
  durationMs: number
  steps: SimulationStep[]
}

/**
 * Runs the retries of five messages in this process. Boots the application with its own
 * environment: the configuration is not used.
 */
export async function runSimulation(
  app: ApplicationService,
  onStep: (step: SimulationStep) => void = () => {}
): Promise<SimulationReport> {
  Object.assign(process.env, simulatedEnvironment())
  await app.boot()
  await app.start(() => {})
  const { openMemoryDatabase } = await import('#simulation/memory_database')
  const { makeSimulatedEngine } = await import('#simulation/simulated_engine')
  const { SimulateRetries } = await import('#simulation/simulate_retries')

  const startedAt = performance.now()
  const clock = new FrozenClock(BEGINS_AT)
  const db = await openMemoryDatabase(app)
  try {
    const engine = await makeSimulatedEngine(app, db, clock)
    const steps: SimulationStep[] = []
    const simulation = new SimulateRetries(engine, (step) => {
      steps.push(step)
      onStep(step)
    })
    const messages = await simulation.run()
    return {
      succeeded: messages.every(({ status }) => status === 'sent'),
      messages,
      virtualSeconds: (clock.nowMs() - Date.parse(BEGINS_AT)) / 1_000,
      durationMs: Math.round(performance.now() - startedAt),
      steps,
    }
  } finally {
    await db.manager.closeAll()
  }
}

/** Does not name the configured database: any part that opened one would find another. */
function simulatedEnvironment(): Record<string, string> {
  return {
    NODE_ENV: 'production',
    TZ: 'UTC',
    LOG_LEVEL: 'silent',
    APP_KEY: randomBytes(32).toString('base64url'),
    APP_TIMEZONE: 'UTC',
    APP_CLOCK_OFFSET_MS: '0',
    DB_CONNECTION: 'sqlite',
    SQLITE_FILE: join(tmpdir(), 'rappel-simulation-opens-no-file.sqlite3'),
    SMS_GATEWAY: 'log',
    SMS_MORE_ACCOUNTS: '',
  }
}
