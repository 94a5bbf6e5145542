/** The value of `outgoing_events.destination`, and a row of `event_destinations` while it is on. */
export type DestinationName = 'webhook' | 'kafka'

/** An event as it is told. */
export interface ReadyEvent {
  /** The row. */
  id: number
  eventId: string
  /** Events with one key keep their order on a topic. */
  key: string
  /** JSON */
  body: string
}

/** What became of an event. `not_begun`: its turn did not come in time. */
export type Told = { id: number } & (
  { outcome: 'delivered' } | { outcome: 'failed'; reason: string } | { outcome: 'not_begun' }
)

export interface Destination {
  readonly name: DestinationName
  /** Whether an event that fails is a dead letter after its last retry, or waits for as long as it takes. */
  readonly givesUp: boolean
  /** Never rejects. `mayBegin` is asked before each call. */
  tell(events: ReadyEvent[], mayBegin: () => boolean): Promise<Told[]>
  close(): Promise<void>
}

/** The destinations that are on, and their injection token. */
export class Destinations {
  constructor(readonly all: readonly Destination[]) {}

  get names(): DestinationName[] {
    return this.all.map(({ name }) => name)
  }
}
