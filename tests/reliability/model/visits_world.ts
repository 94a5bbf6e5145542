import type { DateTime } from 'luxon'
import { Database } from '@adonisjs/lucid/database'
import { ErasePerson } from '#erasure/erase_person'
import { AccountCountries } from '#gateways/account_countries'
import type { FakeGateway } from '#gateways/fake_gateway'
import type { SendResult } from '#gateways/types'
import { ApplyReceipts } from '#inbound/apply_receipts'
import { ReceiveWebhook } from '#inbound/receive_webhook'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { receiptBody, type GivenReceipt } from '#tests/helpers/operator_bodies'
import { aWorld, emptyModel, type Model } from '#tests/reliability/model/world'

/** A reminder of which one SMS may carry several. */
export interface ModelledReminder {
  id: number
  phone: string
  /** Its name in a text, which no other reminder has. */
  vaccine: string
  immunizationId: number
  expiresAt: DateTime
  child: ModelledChild
  /** Times a person sent it again although the operator may have had it. */
  resentByHand: number
  /** The last day, local, on which a person sent it again: then it does not wait for the next one. */
  requeuedOn: string | null
  /** SMS that had named it when it was called off: there must never be another. */
  namedWhenCalledOff: number | null
  /** A person, a visit or a receipt has treated it apart from its SMS. */
  apart: boolean
}

export interface ModelledChild {
  id: number
  phone: string
  /** In texts; no other child has it. */
  name: string
  ref: string
  erased: boolean
}

export interface VisitsModel extends Model {
  reminders: ModelledReminder[]
  children: ModelledChild[]
  /** Posts that the invariants have looked at. */
  seen: number
}

export const emptyVisits = (): VisitsModel => ({
  ...emptyModel(),
  reminders: [],
  children: [],
  seen: 0,
})

/** One POST, in the order in which they were made. */
export interface Post {
  carrier: number
  phone: string
  body: string
  at: DateTime
  /** Its number was erased since, and with it the count of its day. */
  forgotten?: true
  /** Undefined while it hangs. */
  result?: SendResult
}

/** The world with reminders: two workers, a desk, an inbox, an erasure office. */
export async function aWorldOfVisits() {
  const world = await aWorld({
    timezone: 'Africa/Douala',
    text: { maxSegments: 10 },
    frequency: { remindersPerNumberPerDay: null, remindersPerNumberPerWeek: null },
  })
  await installDefaultTemplates()
  const { worker, sleeper, clock } = world
  const { resolver } = worker
  const made: Post[] = []
  for (const { gateway } of [worker, sleeper]) watch(gateway, made, () => clock.now())
  const db = await resolver.make(Database)
  const receive = new ReceiveWebhook(db, clock, await resolver.make(AccountCountries))
  const apply = await resolver.make(ApplyReceipts)
  const erasure = await resolver.make(ErasePerson)
  return {
    ...world,
    made,
    receipt: async (receipt: GivenReceipt) => {
      await receive.run({ kind: 'delivery_receipt', body: receiptBody(receipt) })
      await apply.run()
    },
    erase: (patientRef: string) =>
      erasure.run({ patientRef, actor: 'cli:model', overwriteLater: true }),
  }
}

export type WorldOfVisits = Awaited<ReturnType<typeof aWorldOfVisits>>

function watch(gateway: FakeGateway, made: Post[], now: () => DateTime): void {
  const send = gateway.send.bind(gateway)
  gateway.send = async (sms) => {
    const { messageId: carrier, phoneNumber: phone, body } = sms
    const post: Post = { carrier, phone, body, at: now() }
    made.push(post)
    const result = await send(sms)
    post.result = result
    return result
  }
}
