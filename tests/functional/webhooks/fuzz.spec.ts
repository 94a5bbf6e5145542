import { test } from '@japa/runner'
import fc from 'fast-check'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { canMove, MESSAGE_STATUSES, type MessageStatus } from '#messages/message_status'
import { RunningWork } from '#services/running_work'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { agent, calls, statusOfCall, type Target } from '#tests/functional/webhooks/fuzz_requests'
import { withWebhooks } from '#tests/helpers/webhooks'

/** `FUZZ=long` makes 100,000 calls. */
const ROUNDS = process.env.FUZZ === 'long' ? 5_000 : 20
const CALLS_A_ROUND = 20
const TIMEOUT_MS = process.env.FUZZ === 'long' ? 3_600_000 : 120_000

/** What the operator may answer for, by id and number; and messages that no call is about. */
async function aPopulation(): Promise<Target[]> {
  const targets: Target[] = []
  for (const [place, status] of MESSAGE_STATUSES.entries()) {
    const phoneNumber = `+2376910000${10 + place}`
    const id = `known-${status}`
    await aMessage({ status, providerMessageId: id, phoneNumber })
    targets.push({ id, address: `tel:${phoneNumber}` })
    await aMessage({
      status,
      providerMessageId: `other-${status}`,
      phoneNumber: `+2376920000${10 + place}`,
    })
    await aMessage({ status, phoneNumber: `+2376930000${10 + place}` })
  }
  return targets
}

/** Or the messages would soon have heard all that can be said. */
async function forgetWhatCame(): Promise<void> {
  await db.from('sms_webhook_logs').delete()
  await db.rawQuery(
    `UPDATE sms_messages SET status = substr(provider_message_id, 7), receipt_rank = 0, receipt_status = NULL
     WHERE provider_message_id LIKE 'known-%'`
  )
}

const messages = (where: string) =>
  db.from('sms_messages').whereRaw(where).orderBy('id') as Promise<Record<string, any>[]>

const TARGETS = `provider_message_id LIKE 'known-%'`
const BYSTANDERS = `phone_number LIKE '+23769200%' OR phone_number LIKE '+23769300%'`

test.group('Whatever is sent to the webhooks', (group) => {
  withCleanDatabase(group)
  withWebhooks(group)
  group.teardown(() => agent.destroy())

  test('is stored or refused, moves messages forward alone, and no others', async ({ assert }) => {
    const targets = await aPopulation()
    const bystanders = await messages(BYSTANDERS)
    let received = 0
    const work = await app.container.make(RunningWork)
    const round = fc.array(calls(targets), {
      minLength: CALLS_A_ROUND,
      maxLength: CALLS_A_ROUND,
    })
    await fc.assert(
      fc.asyncProperty(round, async (sent) => {
        await forgetWhatCame()
        const before = await messages(TARGETS)
        const statuses = await Promise.all(sent.map(statusOfCall))
        for (const status of statuses) assert.include([200, 400], status)
        await work.inTurn('webhooks', async () => undefined)

        const after = await messages(TARGETS)
        for (const [place, now] of after.entries()) {
          const then = before[place]
          const isForward = now.status === then.status || canMove(then.status, now.status)
          assert.isTrue(isForward, `${then.status} → ${now.status}`)
          assert.isAtLeast(now.receipt_rank, then.receipt_rank)
        }
        received += Number((await db.from('sms_webhook_logs').count('* as count'))[0].count)
      }),
      { numRuns: ROUNDS, endOnFailure: true }
    )
    assert.deepEqual(await messages(BYSTANDERS), bystanders)
    await assertMovesAreLegal(assert)
    assert.isAbove(received, ROUNDS)
  }).timeout(TIMEOUT_MS)
})

async function assertMovesAreLegal(assert: any): Promise<void> {
  const moves: { from_status: MessageStatus; to_status: MessageStatus }[] = await db
    .from('sms_message_events')
    .select('from_status', 'to_status')
    .distinct()
  assert.isNotEmpty(moves)
  for (const { from_status: from, to_status: to } of moves)
    assert.isTrue(from === to || canMove(from, to), `${from} → ${to}`)
}
