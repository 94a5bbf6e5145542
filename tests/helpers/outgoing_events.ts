import { Secret } from '@adonisjs/core/helpers'
import app from '@adonisjs/core/services/app'
import { Database } from '@adonisjs/lucid/database'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock, FrozenClock } from '#app/clock'
import type { MessageStatus } from '#messages/message_status'
import { moveAlike } from '#messages/move_alike'
import type { Reason } from '#messages/reasons'
import { DeliverEvents } from '#outgoing/deliver_events'
import { Destinations, type Destination, type ReadyEvent, type Told } from '#outgoing/destination'
import { PostEvents } from '#outgoing/post_events'
import { EventsConfig, type EventsSettings } from '#settings/events_config'
import { transaction } from '#storage/transaction'
import { AddressList } from '#values/address_list'
import { aMessage } from '#tests/helpers/arrange'
import { ago, TEST_NOW } from '#tests/helpers/test_clock'

export const KEY = '6f1d0c7b9e5a28463f1b0c7d9e5a28466f1d0c7b9e5a28463f1b0c7d9e5a2846'

/** From now on events are recorded for these. */
export async function turnOn(...names: string[]): Promise<void> {
  for (const name of names)
    await db.table('event_destinations').insert({ name, since: ago({ days: 1 }) })
}

/** The moves of a message that was sent and arrived. */
export const SENT = { from: 'sending', to: 'sent', reason: 'written_to_log' } as const
export const DELIVERED = { from: 'sent', to: 'delivered', reason: 'receipt' } as const

export interface Move {
  from: MessageStatus
  to: MessageStatus
  reason: Reason
}

/** Moves a message as the engine does. */
export function moveIn(
  trx: TransactionClientContract,
  id: number,
  change: Move
): Promise<number[]> {
  const mover = { now: ago({ minutes: 1 }), actor: 'test' }
  return moveAlike(trx, { ...change, where: 'm.id = :id' }, { id }, mover)
}

export function move(id: number, ...moves: Move[]): Promise<void> {
  return transaction(db.connection(), async (trx) => {
    for (const each of moves) await moveIn(trx, id, each)
  })
}

/** A message that was sent just now. */
export async function aSentMessage(values: Parameters<typeof aMessage>[0] = {}) {
  const message = await aMessage({ status: 'sending', ...values })
  await move(message.id, SENT)
  return message
}

export interface DeliveryOptions {
  url?: string
  clock?: FrozenClock
  database?: Database
  destinations?: Destination[]
  settings?: Partial<EventsSettings>
}

/** Tells events to a URL, or to destinations of the test's own; all else is real. */
export async function aDelivery({
  url,
  clock = new FrozenClock(TEST_NOW),
  database,
  destinations,
  settings: changed = {},
}: DeliveryOptions = {}) {
  const shipped = await app.container.make(EventsConfig)
  const config = new EventsConfig({
    ...shipped.settings,
    url,
    secrets: [new Secret(KEY)],
    allowedAddresses: new AddressList(['127.0.0.1']),
    ...changed,
  })
  const all = destinations ?? (url ? [new PostEvents(url, config.settings, clock)] : [])
  const resolver = app.container.createResolver()
  resolver.bindValue(Clock, clock)
  resolver.bindValue(EventsConfig, config)
  resolver.bindValue(Destinations, new Destinations(all))
  if (database) resolver.bindValue(Database, database)
  const deliver = await resolver.make(DeliverEvents)
  return {
    clock,
    run: (signal?: AbortSignal) => deliver.run({ signal }),
    close: () => Promise.all(all.map((destination) => destination.close())),
  }
}

/** Keeps what it is told; `answer` decides what becomes of it. */
export class Listener implements Destination {
  readonly heard: any[] = []

  constructor(
    readonly name: Destination['name'] = 'webhook',
    readonly givesUp = true,
    public answer: (event: any) => Partial<Told> = () => ({ outcome: 'delivered' })
  ) {}

  async tell(events: ReadyEvent[], mayBegin: () => boolean): Promise<Told[]> {
    return events.map(({ id, body }) => {
      if (!mayBegin()) return { id, outcome: 'not_begun' }
      const event = JSON.parse(body)
      this.heard.push(event)
      return { id, ...this.answer(event) } as Told
    })
  }

  get messages(): number[] {
    return this.heard.map(({ message }) => message.id)
  }

  async close() {}
}

export const FAILS = () => ({ outcome: 'failed', reason: 'http_500' }) as const
