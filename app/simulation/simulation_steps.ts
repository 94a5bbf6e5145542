import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { MessageStatuses } from '#messages/message_status'
import { toStep, type SimulatedMove, type SimulationStep } from '#simulation/simulation_step'
import { query } from '#storage/sql'

/** The events of the messages, read from the database. */
export class SimulationSteps {
  #lastSeen = 0
  readonly #retries = new Map<number, number>()

  constructor(private readonly client: QueryClientContract) {}

  /**
   * The events since the last call. Call it after every single move: only the current row of a
   * message is known.
   */
  async next(): Promise<SimulationStep[]> {
    const moves = await query<SimulatedMove>(this.client, MOVES, { last_seen: this.#lastSeen })
    this.#lastSeen = moves.at(-1)?.id ?? this.#lastSeen
    return moves
      .filter(({ to_status: to }) => to !== MessageStatuses.sending)
      .map((move) => toStep(move, this.#isCounted(move)))
  }

  #isCounted({ message_id: id, retry_count: retries }: SimulatedMove): boolean {
    const before = this.#retries.get(id) ?? 0
    this.#retries.set(id, retries)
    return retries > before
  }
}

const MOVES = `
  SELECT e.id, e.at, e.message_id, m.message_type, e.from_status, e.to_status, e.reason,
         m.attempt_count, m.edited_attempt_count, m.retry_count, m.scheduled_at,
         a.http_status, a.reason AS answer_reason
  FROM sms_message_events e
  JOIN sms_messages m ON m.id = e.message_id
  LEFT JOIN sms_attempts a ON a.message_id = m.id AND a.number = m.attempt_count
  WHERE e.id > :last_seen ORDER BY e.id`
