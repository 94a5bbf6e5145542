import { FrozenClock } from '#app/clock'
import { RecordConsent } from '#consents/record_consent'
import { CANCELLATION } from '#desk/desk_moves'
import { MoveByHand, type MoveRequest } from '#desk/move_by_hand'
import { RequeueMessages } from '#desk/requeue_messages'
import { ResumeAccounts } from '#delivery/accounts/resume_accounts'
import type { MessageStatus } from '#messages/message_status'
import { cleanDatabase } from '#tests/helpers/database'
import { secondConnection } from '#tests/helpers/second_connection'
import { anEngine, type EngineOptions } from '#tests/helpers/engine'
import { TEST_NOW } from '#tests/helpers/test_clock'

/** What may be true of one message, as far as the model knows. */
export interface ModelledMessage {
  id: number
  phone: string
  /** The states it may be in: what was seen last, widened by each command. */
  allowed: Set<MessageStatus>
  /** Times a person sent it again although the operator may have had it. */
  resentByHand: number
  /** POSTs that were made when it was called off: there must never be another. */
  postsWhenCalledOff: number | null
}

/** What the commands know without asking the database. */
export interface Model {
  messages: ModelledMessage[]
  optedOut: Set<string>
  asleep: boolean
}

export const emptyModel = (): Model => ({ messages: [], optedOut: new Set(), asleep: false })

/** The real thing: two workers with connections of their own, a desk, one clock. */
export async function aWorld(settings: EngineOptions = {}) {
  await cleanDatabase()
  const clock = new FrozenClock(TEST_NOW)
  const [one, two] = await Promise.all([secondConnection(), secondConnection()])
  /** The sleeper has one lane: when its POSTs hang, nothing of it moves any more. */
  const sleeper = await anEngine({
    ...settings,
    clock,
    db: one.db,
    processing: { lanes: 1, batchSize: 3 },
  })
  const worker = await anEngine({
    ...settings,
    clock,
    db: two.db,
    processing: { lanes: 2, batchSize: 3 },
  })
  const moves = await worker.resolver.make(MoveByHand)
  return {
    clock,
    /** May be put to sleep in the middle of its POSTs. */
    sleeper,
    worker,
    desk: {
      consent: await worker.resolver.make(RecordConsent),
      cancel: { run: (request: MoveRequest) => moves.run(request, CANCELLATION) },
      requeue: await worker.resolver.make(RequeueMessages),
      resume: await worker.resolver.make(ResumeAccounts),
    },
    sleepingSweep: undefined as Promise<unknown> | undefined,
    posts: () => [...sleeper.gateway.sent, ...worker.gateway.sent],
    close: () => Promise.all([one.close(), two.close()]),
  }
}

export type World = Awaited<ReturnType<typeof aWorld>>
