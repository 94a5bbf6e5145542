import assert from 'node:assert/strict'
import type { DateTime } from 'luxon'
import SmsMessage from '#models/sms_message'
import { checkMoves } from '#tests/reliability/model/invariants'
import type {
  ModelledReminder,
  Post,
  VisitsModel,
  WorldOfVisits,
} from '#tests/reliability/model/visits_world'

/** States that a carried reminder has from its SMS alone. */
const FROM_THE_SMS = ['sending', 'sent', 'delivered', 'undelivered', 'unknown', 'dead_letter']
const ARRIVED = ['sent', 'delivered', 'undelivered', 'unknown']
const ZONE = 'Africa/Douala'

/** The day at the facilities of the model, `YYYY-MM-DD`. */
export const localDay = (at: DateTime) => at.setZone(ZONE).toISODate()

/** The operator has it, or may have it; also while it does not answer. */
export const mayHaveIt = ({ result }: Post) =>
  result === undefined || ['accepted', 'ambiguous'].includes(result.outcome)

export const namesIt = ({ vaccine }: ModelledReminder, { body }: Post) => body.includes(vaccine)

/** Everything that must hold of SMS that carry several reminders, whatever has happened so far. */
export async function checkVisits(model: VisitsModel, { made }: WorldOfVisits): Promise<void> {
  const rows = await SmsMessage.query().preload('events', (events) => events.orderBy('id'))
  const byId = new Map(rows.map((row) => [row.id, row]))
  const fresh = made.slice(model.seen)
  model.seen = made.length

  for (const [place, post] of fresh.entries())
    if (!isTriedAgain(post, fresh.slice(place + 1), model)) checkNames(post, rows, model)
  for (const post of fresh) checkDay(post, made, model)
  for (const reminder of model.reminders) checkReminder(reminder, byId, made)
  for (const row of rows) checkShare(row, byId, model)
  for (const { name } of model.children.filter(({ erased }) => erased))
    assert.ok(!rows.some(({ body }) => body?.includes(name)), `${name} is erased, and in a text`)
}

/** Then the rows tell of that try, and perhaps another of its reminders carries the others. */
function isTriedAgain(post: Post, later: Post[], { reminders }: VisitsModel): boolean {
  const named = reminders.filter((reminder) => namesIt(reminder, post))
  return later.some((another) => named.some((reminder) => namesIt(reminder, another)))
}

/** An SMS names exactly the reminders whose rows say so. */
function checkNames(post: Post, rows: SmsMessage[], { reminders }: VisitsModel): void {
  const inIt = rows.filter(({ id, carriedBy }) => [id, carriedBy].includes(post.carrier))
  const named = reminders.filter((reminder) => namesIt(reminder, post)).map(({ id }) => id)
  assert.deepEqual(
    inIt.map(({ id }) => id).sort(),
    named.sort(),
    `SMS of ${post.carrier}: its rows, and whom it names: ${post.body}`
  )
  const carrier = inIt.find(({ id }) => id === post.carrier)!
  assert.equal(carrier.carries, inIt.length - 1, `${carrier.id} says how many it carries`)
  assert.ok(carrier.segments! >= 1, `${carrier.id} costs nothing`)
}

/**
 * One a day to a number, unless a reminder would have lost its use by the next day's window, or a
 * person has just sent it again.
 */
function checkDay(post: Post, made: Post[], { reminders }: VisitsModel): void {
  const dayOf = ({ at }: Post) => localDay(at)
  const another = made.find(
    (before) =>
      before.phone === post.phone &&
      made.indexOf(before) < made.indexOf(post) &&
      dayOf(before) === dayOf(post) &&
      mayHaveIt(before) &&
      !before.forgotten
  )
  if (!another) return
  const tomorrow = post.at.setZone(ZONE).plus({ days: 1 }).set({ hour: 8, minute: 0, second: 0 })
  const cannotWait = reminders.some(
    (one) => namesIt(one, post) && (one.expiresAt <= tomorrow || one.requeuedOn === dayOf(post))
  )
  assert.ok(cannotWait, `a second SMS of the day to ${post.phone}: ${post.body}`)
}

function checkReminder(
  reminder: ModelledReminder,
  byId: Map<number, SmsMessage>,
  made: Post[]
): void {
  const { id, expiresAt, namedWhenCalledOff, resentByHand } = reminder
  const naming = made.filter((post) => namesIt(reminder, post))
  const taken = naming.filter(mayHaveIt).length
  assert.ok(taken <= 1 + resentByHand, `${id} may have been taken ${taken} times`)
  for (const { at } of naming) assert.ok(at < expiresAt, `${id} was sent after its deadline`)
  if (namedWhenCalledOff !== null)
    assert.equal(naming.length, namedWhenCalledOff, `${id} was called off, and named`)
  const row = byId.get(id)
  if (row) checkMoves(row)
}

/** What is carried has the state of its carrier, unless it was treated apart. */
function checkShare(row: SmsMessage, byId: Map<number, SmsMessage>, model: VisitsModel): void {
  if (row.carriedBy === null) return
  const carrier = byId.get(row.carriedBy)!
  assert.equal(row.segments, 0, `${row.id} is carried, and billed`)
  assert.equal(carrier.carriedBy, null, `${carrier.id} carries, and is carried`)
  const apart = [row.id, carrier.id].some(
    (id) => model.reminders.find((reminder) => reminder.id === id)?.apart ?? true
  )
  if (apart) return
  const isOfTheSms = [row, carrier].some(({ status }) => FROM_THE_SMS.includes(status))
  if (isOfTheSms) assert.equal(row.status, carrier.status, `${row.id} in the SMS of ${carrier.id}`)
}

/** When nothing is under way any more: nothing is lost, and nothing is said to have left that did not. */
export async function checkVisitsAtRest(model: VisitsModel, { made }: WorldOfVisits) {
  for (const row of await SmsMessage.query().preload('attempts')) {
    const reminder = model.reminders.find(({ id }) => id === row.id)!
    assert.ok(!['pending', 'sending'].includes(row.status), `${row.id} is still ${row.status}`)
    assert.equal(row.leaseToken, null, `${row.id} is still held`)
    assert.ok(row.attempts.every(({ finishedAt }) => finishedAt))
    const naming = made.filter((post) => namesIt(reminder, post))
    if (['sent', 'delivered', 'undelivered'].includes(row.status))
      assert.ok(naming.some(mayHaveIt), `${row.id} is ${row.status}, and nobody was told`)
    const hasAnotherTry = reminder.apart || reminder.requeuedOn !== null
    if (naming.at(-1)?.result?.outcome === 'accepted' && !hasAnotherTry)
      assert.ok(ARRIVED.includes(row.status), `${row.id} was accepted, and is ${row.status}`)
  }
}
