import { test } from '@japa/runner'
import { type DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { ClaimBatch } from '#delivery/claim/claim_batch'
import { ClaimDueMessages } from '#delivery/claim/claim_due_messages'
import { DueMessages } from '#delivery/claim/due_messages'
import { EditMessage } from '#desk/edit_message'
import { BringForwardMessages } from '#delivery/sweep/bring_forward_messages'
import SmsAttempt from '#models/sms_attempt'
import SmsMessage from '#models/sms_message'
import { stuckCheck } from '#monitoring/health/message_counts'
import type { HealthContext } from '#monitoring/health/health_check'
import { toSqlInstant } from '#storage/instants'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { HostClock, World } from '#tests/helpers/host_clock'
import { secondConnection } from '#tests/helpers/second_connection'
import { anEngine } from '#tests/helpers/engine'
import { TEST_NOW, now } from '#tests/helpers/test_clock'

const HOUR_MS = 3_600_000
const LEASE_MS = 90_000

const heldUntil = (status: 'pending' | 'sending', until: DateTime) =>
  aMessage({ status, leaseToken: 'dead', leaseUntil: until.toMillis(), claimedBy: 'dead:1' })

test.group('A lease from the future', (group) => {
  withCleanDatabase(group)

  test('is over: what was claimed is claimed again, what was being sent is unknown', async ({
    assert,
  }) => {
    const claimed = await heldUntil('pending', now.plus({ hours: 6 }))
    const sending = await heldUntil('sending', now.plus({ days: 2 }))
    const { sweep, gateway } = await anEngine()
    await sweep.run()
    assert.equal((await claimed.refresh()).status, 'sent')
    assert.include(await sending.refresh(), { status: 'unknown', reason: 'worker_lost' })
    gateway.assertSentCount(1)
  })

  test('is respected up to twice its length: another process may be configured with a longer one', async ({
    assert,
  }) => {
    const { resolver, sweep, reaper } = await anEngine()
    const claim = await resolver.make(ClaimDueMessages)
    const due = await resolver.make(DueMessages)
    const request = { limit: 5, token: 'mine', claimedBy: 'me', leaseUntil: now.toMillis() }
    const message = await heldUntil('pending', now.plus(2 * LEASE_MS))
    const sending = await heldUntil('sending', now.plus(2 * LEASE_MS))

    assert.isEmpty(await claim.run(request))
    assert.equal(await reaper.run(), 0)
    assert.isTrue(await due.anyHeld({}))
    assert.isFalse(await due.anyClaimable({}))
    assert.equal((await sweep.run()).outcome, 'held_by_another')

    await db.from('sms_messages').increment('lease_until', 1)
    assert.isFalse(await due.anyHeld({}))
    assert.isTrue(await due.anyClaimable({}))
    const [claimed] = await claim.run(request)
    assert.equal(claimed.id, message.id)
    assert.equal(await reaper.run(), 1)
    assert.equal((await sending.refresh()).status, 'unknown')
  })

  test('is no reason to refuse an edit, and health calls it lost', async ({ assert }) => {
    const message = await heldUntil('pending', now.plus({ hours: 6 }))
    await heldUntil('sending', now.plus({ hours: 6 }))
    const { resolver, clock } = await anEngine()
    const config = await resolver.make(SmsSchedulerConfig)
    const context = { client: db.connection(), clock, config } as unknown as HealthContext
    assert.include(await stuckCheck.run(context), { status: 'warn', observedValue: 1 })

    const edit = await resolver.make(EditMessage)
    const edited = await edit.run({
      id: message.id,
      text: 'Rappel',
      actor: 'cli:test',
      defaultCountry: 'CM',
    })
    assert.equal(edited.outcome, 'edited')
  })
})

test.group('A clock that is set under a worker', (group) => {
  withCleanDatabase(group)

  for (const [title, step] of Object.entries({ back: -2 * HOUR_MS, forward: 2 * HOUR_MS })) {
    test(`${title}: what it holds stays its own, and is renewed`, async ({ assert }) => {
      const world = new World(now.toMillis())
      const clock = new HostClock(world)
      const message = await aMessage()
      const { resolver } = await anEngine({ clock })
      const claim = await resolver.make(ClaimBatch)
      const { ids, lease } = await claim.run(5, {})
      clock.step(step)
      const other = await (
        await anEngine({ clock: new HostClock(world) })
      ).resolver.make(ClaimBatch)
      for (let minute = 1; minute <= 5; minute++) {
        await lease.waitUntil(world.passedMs + 60_000, () => ids, db.connection())
        assert.isEmpty((await other.run(5, {})).ids)
      }
      assert.equal((await message.refresh()).leaseToken, lease.token)
    })
  }

  test('between the commit and the POST: forward nothing is sent, back it is', async ({
    assert,
  }) => {
    for (const [hours, outcome] of [
      [2, 'not_posted'],
      [-2, 'accepted'],
    ]) {
      const message = await aMessage({ scheduledAt: now.minus({ days: 1 }) })
      const engine = await anEngine({ clock: new FrozenClock(TEST_NOW) })
      const { rate } = engine.accounts.all[0]
      const depart = rate.depart.bind(rate)
      rate.depart = async (...place) => {
        await depart(...place)
        rate.depart = depart
        engine.clock.step(Number(hours) * HOUR_MS)
      }
      await engine.sweep.run()
      const [attempt] = await SmsAttempt.query().where({ message_id: message.id }).orderBy('number')
      assert.equal(attempt.outcome, outcome)
    }
  })

  test('two hosts two hours apart leave each other alone', async ({ assert, cleanup }) => {
    const world = new World(now.toMillis())
    const other = await secondConnection()
    cleanup(() => other.close())
    const holder = await anEngine({ clock: new HostClock(world) })
    const ahead = await anEngine({ clock: new HostClock(world, 2 * HOUR_MS), db: other.db })
    for (let n = 0; n < 6; n++) await aMessage()

    holder.gateway.hold()
    const sweeping = holder.sweep.run()
    await holder.gateway.arrived(1)
    await ahead.sweep.run()
    assert.equal(await ahead.reaper.run(), 0)
    holder.gateway.release()
    await sweeping
    const posts = [...holder.gateway.sent, ...ahead.gateway.sent].map((sms) => sms.messageId)
    assert.lengthOf(new Set(posts), 6)
    assert.lengthOf(posts, 6)
    assert.lengthOf(await SmsMessage.query().where('status', 'sent'), 6)
  })
})

test.group('A message that a clock which was ahead put off', (group) => {
  withCleanDatabase(group)

  const THEN = now.plus({ days: 2 })
  async function put(values: Parameters<typeof aMessage>[0], writtenAt = THEN) {
    const message = await aMessage({ attemptCount: 1, reason: 'request_timeout', ...values })
    await db
      .from('sms_messages')
      .where('id', message.id)
      .update({ updated_at: toSqlInstant(writtenAt) })
    return message
  }
  async function bringForward(clock = new FrozenClock(TEST_NOW)) {
    const { resolver } = await anEngine({ clock })
    return (await resolver.make(BringForwardMessages)).run()
  }
  const dueIn = async (message: SmsMessage) =>
    (await message.refresh()).scheduledAt.diff(now).as('minutes')

  test('waits as long as was meant, from now on', async ({ assert }) => {
    const retry = await put({ scheduledAt: THEN.plus({ minutes: 5 }) })
    assert.equal(await bringForward(), 1)
    assert.equal(await dueIn(retry), 5)
    assert.equal(await bringForward(), 0)
  })

  test('is due for the gate where that had put it off', async ({ assert }) => {
    const deferred = await put({
      reason: 'outside_window',
      attemptCount: 0,
      scheduledAt: THEN.plus({ hours: 14 }),
    })
    await bringForward()
    assert.equal(await dueIn(deferred), 0)
  })

  test('is never earlier than its rule planned, nor later than it was', async ({ assert }) => {
    const planned = await put({
      plannedAt: now.plus({ days: 1 }),
      scheduledAt: THEN.plus({ minutes: 5 }),
    })
    const due = await put({ scheduledAt: now.minus({ minutes: 1 }) })
    await bringForward()
    assert.equal(await dueIn(planned), 24 * 60)
    assert.equal(await dueIn(due), -1)
  })

  test('is left alone where nobody has tried it, or its clock was only a little ahead', async ({
    assert,
  }) => {
    const later = await put({ attemptCount: 0, reason: null, scheduledAt: THEN })
    const near = await put({ scheduledAt: now.plus({ minutes: 9 }) }, now.plus({ seconds: 60 }))
    assert.equal(await bringForward(), 0)
    assert.equal(await dueIn(later), 2 * 24 * 60)
    assert.equal(await dueIn(near), 9)
  })

  test('is not brought forward by a host whose clock is behind', async ({ assert }) => {
    const retry = await put({ scheduledAt: now.plus({ minutes: 5 }) }, now)
    const behind = new HostClock(new World(now.toMillis()), -2 * HOUR_MS)
    assert.equal(await bringForward(behind as never), 0)
    assert.equal(await dueIn(retry), 5)
  })
})
