import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { MessageStatuses, sqlList, type MessageStatus } from '#models/message_status'
import type { SimulatedEngine } from '#simulation/simulated_engine'
import { SIMULATED_MESSAGES, type SimulatedMessage } from '#simulation/simulated_messages'
import type { SimulationStep } from '#simulation/simulation_step'
import { SimulationSteps } from '#simulation/simulation_steps'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

export interface SimulatedOutcome {
  message: number
  type: string
  status: MessageStatus
  attempts: number
}

const ACTOR = 'simulation'

/** Minutes until somebody looks at what waits for people. */
const PERSON_COMES_AFTER_MINUTES = 30

/** Virtual hours after which the five are given up. */
const PATIENCE_HOURS = 24

/** Sends the five messages, and goes from one due time to the next until all of them are sent. */
export class SimulateRetries {
  readonly #client: QueryClientContract
  readonly #steps: SimulationSteps
  readonly #messages = new Map<number, SimulatedMessage>()

  constructor(
    private readonly engine: SimulatedEngine,
    private readonly show: (step: SimulationStep) => void
  ) {
    this.#client = engine.db.connection()
    this.#steps = new SimulationSteps(this.#client)
  }

  async run(): Promise<SimulatedOutcome[]> {
    const { clock } = this.engine
    await this.#insertMessages()
    const givenUpAt = clock.now().plus({ hours: PATIENCE_HOURS })
    while (clock.now() < givenUpAt && (await this.#goOn()));
    return query(
      this.#client,
      `SELECT id AS message, message_type AS type, status, attempt_count AS attempts FROM sms_messages ORDER BY id`
    )
  }

  async #insertMessages(): Promise<void> {
    const now = toSqlInstant(this.engine.clock.now())
    for (const message of SIMULATED_MESSAGES) {
      const [{ id }] = await query<{ id: number }>(
        this.#client,
        `INSERT INTO sms_messages (message_type, phone_number, language, body, scheduled_at, source, created_at, updated_at)
         VALUES (:type, :number, 'fr', 'Simulation', :now, 'simulation', :now, :now) RETURNING id`,
        { type: message.type, number: message.phoneNumber, now }
      )
      this.#messages.set(id, message)
      this.engine.gateway.answerMessage(id, ...message.answers)
    }
  }

  /** Does what is due at this time, or goes to the next time at which something is. Answers false when all is done. */
  async #goOn(): Promise<boolean> {
    const { sweep, tidyUp } = this.engine
    await tidyUp.run()
    await this.#showNew()
    const { statistics } = await sweep.run({ limit: 1 })
    await this.#showNew()
    return statistics.processed > 0 || (await this.#wait()) || this.#askPerson()
  }

  /** To the next time at which a message is due or, as the scheduler does, to the next minute while an outcome is unknown. */
  async #wait(): Promise<boolean> {
    const { clock, due } = this.engine
    const nextDueMs = await due.nextDueMs()
    const unknown = await this.#idsOf([MessageStatuses.unknown])
    const nextMinute = clock.now().startOf('minute').plus({ minutes: 1 }).toMillis()
    const times = [
      ...(nextDueMs === undefined ? [] : [nextDueMs]),
      ...(unknown.length > 0 ? [nextMinute] : []),
    ]
    if (times.length === 0) return false
    await clock.sleepUntil(Math.min(...times))
    return true
  }

  /** What the engine gave up is mended and sent again, by hand as `sms:edit` and `sms:retry` do it. */
  async #askPerson(): Promise<boolean> {
    const ids = await this.#idsOf([MessageStatuses.failed, MessageStatuses.dead_letter])
    if (ids.length === 0) return false
    this.engine.clock.advance({ minutes: PERSON_COMES_AFTER_MINUTES })
    for (const id of await this.#idsOf([MessageStatuses.failed])) {
      const number = this.#messages.get(id)?.mendedNumber
      if (number) await this.engine.edit.run({ id, number, actor: ACTOR, defaultCountry: 'CM' })
    }
    const { requeued } = await this.engine.requeue.run({ ids, actor: ACTOR })
    await this.#showNew()
    return requeued > 0
  }

  async #idsOf(statuses: MessageStatus[]): Promise<number[]> {
    const rows = await query<{ id: number }>(
      this.#client,
      `SELECT id FROM sms_messages WHERE status IN (${sqlList(statuses)}) ORDER BY id`
    )
    return rows.map(({ id }) => id)
  }

  async #showNew(): Promise<void> {
    for (const step of await this.#steps.next()) this.show(step)
  }
}
