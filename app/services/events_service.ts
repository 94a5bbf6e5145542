import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Destinations, type DestinationName } from '#outgoing/destination'
import { onFirstUse } from '#services/on_first_use'
import { RunningWork } from '#services/running_work'

/** Other programs are told what became of messages. */
@inject()
export class EventsService {
  constructor(
    private readonly work: RunningWork,
    private readonly destinations: Destinations,
    private readonly db: Database
  ) {}

  /** Whether there is anyone to tell. */
  get isOn(): boolean {
    return this.destinations.all.length > 0
  }

  /**
   * Tells events soon after they happened, until the process is told to end; each destination on
   * its own, so that a slow one holds up no other. Returns at once if this process is already doing
   * so, or if there is no destination.
   */
  async keepDelivering() {
    if (!this.isOn) await this.deliver()
    const keep = (only: DestinationName) =>
      onFirstUse(
        () => import('#services/keep_delivering').then((part) => part.KeepDelivering),
        (delivering, signal) => delivering.during(() => this.deliver({ only }), signal)
      )
    const { names } = this.destinations
    await Promise.all(names.map((name) => this.work.once(`events to ${name}`, keep(name))))
  }

  /** Tells what is due now; concurrent calls share the work. */
  deliver({ only, withinMs }: { only?: DestinationName; withinMs?: number } = {}) {
    const deliver = onFirstUse(
      () => import('#outgoing/deliver_events').then((part) => part.DeliverEvents),
      (events, signal) => events.run({ only, signal, withinMs })
    )
    return this.work.together(`outgoing events ${only ?? ''}`, deliver)
  }

  /** What did not arrive, the newest first. */
  async listDead(most: number) {
    const { listDeadEvents } = await import('#outgoing/dead_events')
    return listDeadEvents(this.db.connection(), most)
  }

  /** How many did not arrive, up to `most`. */
  async countDead(most: number) {
    const { countDeadEvents } = await import('#outgoing/dead_events')
    return countDeadEvents(this.db.connection(), most)
  }

  /** An event at each destination that it has not reached. */
  async find(id: string) {
    const { findEvent } = await import('#outgoing/dead_events')
    return findEvent(this.db.connection(), id)
  }

  /** Has dead letters told again; returns how many. */
  replay(request: { actor: string; ids?: string[] }) {
    return this.work.perform(
      () => import('#outgoing/replay_events').then((part) => part.ReplayEvents),
      (events, signal) => events.run({ ...request, signal })
    )
  }
}
