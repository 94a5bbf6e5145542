import logger from '@adonisjs/core/services/logger'
import { Secret } from '@adonisjs/core/helpers'
import { SystemClock, type Clock } from '#app/clock'
import { ResumeAccounts } from '#delivery/accounts/resume_accounts'
import { OrangeGateway } from '#gateways/orange/orange_gateway'
import { secondConnection } from '#tests/helpers/second_connection'
import { anEngine } from '#tests/helpers/engine'

interface Parts {
  url: string
  clock?: Clock
  ratePerSecond?: number
  /** For one POST, in milliseconds. */
  timeoutMs?: number
  clientSecret?: string
  lanes?: number
  batchSize?: number
  /** Of PostgreSQL, where it is not the suite's own. */
  port?: number
}

/** The whole engine as a process of its own has it: with connections, a token and a place in time; it talks HTTP to the emulator. */
export async function anOrangeEngine(parts: Parts) {
  const clock = parts.clock ?? new SystemClock()
  const { db, close } = await secondConnection(parts.port === undefined ? {} : { port: parts.port })
  const engine = await anEngine({
    clock,
    db,
    ratePerSecond: parts.ratePerSecond ?? 1_000,
    processing: { lanes: parts.lanes ?? 4, batchSize: parts.batchSize ?? 50 },
  })
  const door = new OrangeGateway(
    {
      orange: {
        baseUrl: parts.url,
        clientId: 'demo',
        clientSecret: new Secret(parts.clientSecret ?? 'demo'),
        senderAddress: 'tel:+2370000',
        country: 'CMR',
        timeoutMs: parts.timeoutMs ?? 5_000,
      },
    },
    clock,
    logger
  )
  engine.accounts.all[0].door = door
  const resuming = await engine.resolver.make(ResumeAccounts)
  return {
    door,
    db,
    resolver: engine.resolver,
    sweep: () => engine.sweep.run(),
    resume: () => resuming.run({ actor: 'cli:test' }),
    close,
  }
}

export type OrangeEngine = Awaited<ReturnType<typeof anOrangeEngine>>

/** Several that work on the same queue. */
export async function someEngines(count: number, parts: Parts) {
  const all = await Promise.all(Array.from({ length: count }, () => anOrangeEngine(parts)))
  return {
    all,
    sweep: () => Promise.all(all.map((engine) => engine.sweep())),
    close: () => Promise.all(all.map((engine) => engine.close())),
  }
}
