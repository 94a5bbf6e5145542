import assert from 'node:assert/strict'
import SmsMessage from '#models/sms_message'
import { canMove, MessageStatuses, type MessageStatus } from '#messages/message_status'
import { explains } from '#messages/reasons'
import type { Model, ModelledMessage, World } from '#tests/reliability/model/world'

/** After one of these the operator has the message, or may have it. */
const TAKEN = ['accepted', 'ambiguous']

/** Everything that must hold of every message, whatever has happened so far. */
export async function checkInvariants(model: Model, world: World): Promise<void> {
  const posts = new Map<number, number>()
  for (const { messageId } of world.posts()) posts.set(messageId, (posts.get(messageId) ?? 0) + 1)

  const rows = await SmsMessage.query()
    .preload('attempts', (query) => query.orderBy('number'))
    .preload('events', (query) => query.orderBy('id'))
  const byId = new Map(rows.map((row) => [row.id, row]))
  for (const modelled of model.messages) {
    const message = byId.get(modelled.id)!
    checkStatus(message, modelled)
    checkMoves(message)
    checkPosts(message, modelled, posts.get(message.id) ?? 0)
  }
}

function checkStatus({ id, status, reason }: SmsMessage, modelled: ModelledMessage): void {
  assert.ok(!reason || explains(reason, status), `${id} is ${status} by ${reason}`)
  const { allowed } = modelled
  assert.ok(allowed.has(status), `${id} is ${status} (${reason}), allowed: ${[...allowed]}`)
  modelled.allowed = new Set([status])
}

/** The events are a path of legal moves that ends where the message is; one that stays in its state is a note about it. */
export function checkMoves({ id, status, events }: SmsMessage): void {
  let at: MessageStatus = MessageStatuses.pending
  for (const event of events) {
    const [from, to] = [event.fromStatus, event.toStatus] as MessageStatus[]
    assert.equal(from, at, `${id} moved from ${from}, but it was ${at}`)
    assert.ok(from === to || canMove(from, to), `${id} moved from ${from} to ${to}`)
    assert.ok(!event.reason || explains(event.reason, to), `${id} is ${to} by ${event.reason}`)
    at = to
  }
  assert.equal(status, at, `${id} is ${status} without an event`)
}

function checkPosts(
  { id, attempts, attemptCount, expiresAt }: SmsMessage,
  { resentByHand, postsWhenCalledOff }: ModelledMessage,
  posts: number
): void {
  assert.equal(attempts.length, attemptCount, `${id}: attempts and their number`)
  assert.ok(posts <= attempts.length, `${id}: ${posts} POSTs, ${attempts.length} attempts`)
  const taken = attempts.filter(({ outcome }) => TAKEN.includes(outcome ?? ''))
  assert.ok(taken.length <= 1 + resentByHand, `${id} may have been taken ${taken.length} times`)
  if (postsWhenCalledOff !== null) assert.equal(posts, postsWhenCalledOff, `${id} was called off`)
  for (const { startedAt } of expiresAt ? attempts : [])
    assert.ok(startedAt < expiresAt!, `${id} was sent at or after its deadline`)
}

/** When nothing is under way any more: an attempt is a POST, but for those that say they are none. */
export async function checkAtRest(world: World): Promise<void> {
  const rows = await SmsMessage.query().preload('attempts')
  const posts = world.posts()
  for (const { id, status, attempts, leaseToken } of rows) {
    const made = attempts.filter(({ outcome }) => outcome !== 'not_posted')
    const own = posts.filter(({ messageId }) => messageId === id)
    assert.equal(own.length, made.length, `${id}: POSTs and attempts`)
    assert.ok(!['pending', 'sending'].includes(status), `${id} is still ${status}`)
    assert.equal(leaseToken, null, `${id} is still held`)
    assert.ok(
      attempts.every(({ finishedAt }) => finishedAt),
      `${id} has an attempt without an end`
    )
  }
}
