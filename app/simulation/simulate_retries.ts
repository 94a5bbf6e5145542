import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { MessageStatuses, sqlList, type MessageStatus } from '#messages/message_status'
import type { SimulatedEngine } from '#simulation/simulated_engine'
import { SIMULATED_MESSAGES, type SimulatedMessage } from '#simulation/simulated_messages'
import type { SimulationStep } from '#simulation/simulation_step'
import { SimulationSteps } from '#simulation/simulation_steps'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { insertRows } from '#storage/write_rows'

export interface SimulatedOutcome {
  message: number
  type: string
  status: MessageStatus
  attempts: number
}

const ACTOR = 'simulation'

/** Minutes until a person looks at messages that wait for one. */
const PERSON_COMES_AFTER_MINUTES = 30

/** Simulated hours after which the simulation gives up. */
const PATIENCE_HOURS = 24

/** Sends the five messages, and jumps from one due time to the next until all are sent. */
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
      const [{ id }] = await insertRows<Pick<Rows['sms_messages'], 'id'>>(
        this.#client,
        {
          into: 'sms_messages',
          columns: `message_type, phone_number, language, body,
            scheduled_at, source, created_at, updated_at`,
          rows: `VALUES (:type, :number, 'fr', 'Simulation', :now, 'simulation', :now, :now)`,
          returning: 'id',
        },
        { type: message.type, number: message.phoneNumber, now }
      )
      this.#messages.set(id, message)
      this.engine.gateway.answerMessage(id, ...message.answers)
    }
  }

  /**
   * Does what is due at this time, or jumps to the next due time. Returns false when all is done.
   */
  async #goOn(): Promise<boolean> {
    const { sweep, tidyUp } = this.engine
    await tidyUp.run()
    await this.#showNew()
    const { statistics } = await sweep.run({ limit: 1 })
    await this.#showNew()
    return statistics.processed > 0 || (await this.#wait()) || this.#askPerson()
  }

  /**
   * Jumps to the next time at which a message is due or, while an outcome is unknown, to the next
   * minute, as the scheduler does.
   */
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

  /** Corrects and requeues messages that the engine gave up, like `sms:edit` and `sms:retry`. */
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
    const rows = await query<Pick<Rows['sms_messages'], 'id'>>(
      this.#client,
      `SELECT id FROM sms_messages WHERE status IN (${sqlList(statuses)}) ORDER BY id`
    )
    return rows.map(({ id }) => id)
  }

  async #showNew(): Promise<void> {
    for (const step of await this.#steps.next()) this.show(step)
  }
}
