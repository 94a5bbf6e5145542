import { randomUUID } from 'node:crypto'
import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { claimEvents } from './claim_events.js'
import { writeDestinations } from './destination_rows.js'
import { Destinations, type Destination, type DestinationName } from './destination.js'
import { readEvents } from './read_events.js'
import { SettleEvents, type EventsSummary } from './settle_events.js'
import { Clock } from '#app/clock'
import { EventsConfig } from '#settings/events_config'
import { followDatabaseClock } from '#storage/follow_database_clock'
import { toSqlInstant } from '#storage/instants'
import { leaseBounds } from '#storage/lease_is_over'

interface DeliveryLimits {
  /** Tells this destination alone. */
  only?: DestinationName
  signal?: AbortSignal
  /** Milliseconds after which nothing more begins. */
  withinMs?: number
}

export type DeliveredEvents = Partial<Record<DestinationName, EventsSummary>>

/**
 * Tells the destinations what is due, each on its own: one that fails holds up no other. Any number
 * of processes may do it at once, and end anywhere: an event leaves its row only after it arrived,
 * so it arrives at least once.
 */
@inject()
export class DeliverEvents {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: EventsConfig,
    private readonly destinations: Destinations,
    private readonly settle: SettleEvents,
    private readonly logger: Logger
  ) {}

  async run({ only, signal, withinMs = Infinity }: DeliveryLimits = {}): Promise<DeliveredEvents> {
    const { all, names } = this.destinations
    const now = toSqlInstant(this.clock.now())
    if (await writeDestinations(this.db.connection(), names, now))
      this.logger.info({ destinations: names }, 'events are recorded for these destinations')
    const endsAtMs = this.clock.elapsedMs() + withinMs
    const mayGoOn = () => !signal?.aborted && this.clock.elapsedMs() < endsAtMs
    const wanted = all.filter(({ name }) => only === undefined || name === only)
    const ends = await Promise.allSettled(
      wanted.map(async (destination) => [
        destination.name,
        await this.#deliver(destination, mayGoOn),
      ])
    )
    return Object.fromEntries(
      ends.map((end) => {
        if (end.status === 'rejected') throw end.reason
        return end.value
      })
    )
  }

  /** Ends when nothing is due, or nothing arrives: then the destination is left alone for a while. */
  async #deliver(destination: Destination, mayGoOn: () => boolean): Promise<EventsSummary> {
    const total: EventsSummary = { delivered: 0, waiting: 0, deadLettered: 0 }
    for (let arrives = true; arrives && mayGoOn();) {
      const batch = await this.#deliverBatch(destination, mayGoOn)
      total.delivered += batch.delivered
      total.waiting += batch.waiting
      total.deadLettered += batch.deadLettered
      arrives = batch.delivered > 0
    }
    const { name } = destination
    if (total.deadLettered > 0)
      this.logger.warn({ destination: name, ...total }, 'events are dead letters')
    else if (total.waiting > 0)
      this.logger.warn({ destination: name, ...total }, 'events did not arrive and wait')
    return total
  }

  async #deliverBatch(destination: Destination, mayGoOn: () => boolean): Promise<EventsSummary> {
    const client = this.db.connection()
    const { batchSize, leaseSeconds, timeoutMs } = this.config.settings
    const token = randomUUID()
    await followDatabaseClock(client, this.clock)
    const bounds = leaseBounds(this.clock, leaseSeconds * 1_000)
    const begunMs = this.clock.elapsedMs()
    const claimed = await claimEvents(client, {
      destination: destination.name,
      limit: batchSize,
      token,
      leaseUntil: bounds.now_ms + leaseSeconds * 1_000,
      bounds,
      now: toSqlInstant(this.clock.now()),
    })
    if (claimed.length === 0) return { delivered: 0, waiting: 0, deadLettered: 0 }
    const ready = await readEvents(
      client,
      claimed.map(({ id }) => id)
    )
    const lastBeginMs = begunMs + leaseSeconds * 1_000 - timeoutMs
    const mayBegin = () => mayGoOn() && this.clock.elapsedMs() < lastBeginMs
    const told = await destination.tell(ready, mayBegin)
    return this.settle.run(destination, { token, claimed }, told)
  }
}
