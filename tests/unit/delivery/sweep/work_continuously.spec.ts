import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import { DateTime } from 'luxon'
import { Logger } from '@adonisjs/core/logger'
import db from '@adonisjs/lucid/services/db'
import { SystemClock, type FrozenClock } from '#app/clock'
import { ClaimBatch } from '#delivery/claim/claim_batch'
import { GrowingWait } from '#delivery/sweep/growing_wait'
import { WorkContinuously } from '#delivery/sweep/work_continuously'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { anEngine, type EngineOptions } from '#tests/helpers/engine'

type Parts = EngineOptions

/** A worker on the real clock, as its own process would have it. */
async function aWorker(parts: Parts = {}) {
  const engine = await anEngine({ clock: new SystemClock(), ...parts })
  const end = new AbortController()
  const worker = await engine.resolver.make(WorkContinuously)
  const running = worker.run({ signal: end.signal })
  return { ...engine, running, end: () => end.abort() }
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await delay(5)
}

const countOf = async (status: string) =>
  (await db.from('sms_messages').where('status', status)).length

test.group('A worker', (group) => {
  withCleanDatabase(group)

  test('sends what is due, and what comes later, until it is told to end', async ({ assert }) => {
    await aMessage()
    const { gateway, running, end } = await aWorker()
    await gateway.arrived(1)
    await aMessage()
    await gateway.arrived(2)
    await aMessage({ scheduledAt: DateTime.utc().plus({ seconds: 2 }) })
    await gateway.arrived(3)
    end()
    assert.include(await running, { processed: 3, sent: 3 })
    assert.equal(await countOf('sent'), 3)
  })

  test('finishes what is in flight and gives the rest back', async ({ assert }) => {
    for (let n = 0; n < 30; n++) await aMessage()
    const { gateway, running, end } = await aWorker({ ratePerSecond: 20 })
    gateway.hold()
    await gateway.arrived(1)
    end()
    await delay(50)
    gateway.release()
    const { sent } = await running

    assert.equal(sent, gateway.sent.length)
    assert.equal(await countOf('sent'), sent)
    assert.equal(await countOf('pending'), 30 - sent)
    assert.lengthOf(await db.from('sms_messages').whereNotNull('lease_token'), 0)
  })

  test('two of them share the work and send each message once', async ({ assert }) => {
    for (let n = 0; n < 60; n++) await aMessage()
    const workers = await Promise.all([1, 2].map(() => aWorker({ processing: { batchSize: 4 } })))
    await until(async () => (await countOf('sent')) === 60)
    workers.forEach(({ end }) => end())
    await Promise.all(workers.map(({ running }) => running))
    const sent = workers.flatMap(({ gateway }) => gateway.sent.map(({ messageId }) => messageId))
    assert.lengthOf(sent, 60)
    assert.lengthOf(new Set(sent), 60)
  })

  test('survives a surprise and goes on', async ({ assert }) => {
    await aMessage()
    const engine = await anEngine({ clock: new SystemClock() })
    const [{ state }] = engine.accounts.all
    const permission = state.permission.bind(state)
    let asked = 0
    state.permission = async () => {
      asked += 1
      if (asked === 1) throw new Error('the database is away')
      return permission()
    }
    const end = new AbortController()
    const worker = await engine.resolver.make(WorkContinuously)
    const running = worker.run({ signal: end.signal })
    await engine.gateway.arrived(1)
    end.abort()
    assert.include(await running, { sent: 1 })
  })

  /** Milliseconds waited after each fault, until there were so many. */
  async function waitsOf(faults: number, isFault: (sent: number) => boolean): Promise<number[]> {
    const waits: number[] = []
    const end = new AbortController()
    const parts = { lanes: 1, batchSize: 1 }
    const { resolver, accounts, gateway } = await anEngine({
      clock: new SystemClock(),
      processing: parts,
    })
    const [{ state }] = accounts.all
    state.reasonToStop = async () => {
      if (isFault(gateway.sent.length)) throw new Error('the connection was lost')
      return undefined
    }
    const error = ({ waitMs }: { waitMs: number }) => {
      if (waits.push(waitMs) === faults) end.abort()
    }
    resolver.bindValue(Logger, { error, info() {}, warn() {} } as any)
    const worker = await resolver.make(WorkContinuously)
    await worker.run({ signal: end.signal })
    return waits
  }

  test('waits no longer from fault to fault where it sends in between', async ({ assert }) => {
    for (let n = 0; n < 4; n++) await aMessage()
    let seen = 0
    const afterEachMessage = (sent: number) => {
      const isNew = sent > seen
      seen = sent
      return isNew
    }
    assert.deepEqual(await waitsOf(4, afterEachMessage), [500, 500, 500, 500])
    assert.equal(await countOf('sent'), 4)
  })

  test('waits longer from fault to fault where nothing comes of it', async ({ assert }) => {
    await aMessage()
    assert.deepEqual(await waitsOf(3, () => true), [500, 1_000, 2_000])
  })

  test('an account without credit does not hold up the other', async ({ assert }) => {
    const accounts = [
      { name: 'cm', prefixes: ['+237'] },
      { name: 'sn', prefixes: ['+221'] },
    ]
    await aMessage({ phoneNumber: '+237690000001' })
    const { doors, running, end } = await aWorker({ accounts })
    doors.cm.answerAlways({ outcome: 'account', reason: 'no_credit' })
    await until(async () => (await db.from('gateway_accounts').where('state', 'paused')).length > 0)
    for (let n = 0; n < 3; n++) await aMessage({ phoneNumber: `+22177000000${n}` })
    await doors.sn.arrived(3)
    end()
    await running
    doors.cm.assertSentCount(1)
    assert.equal(await countOf('pending'), 1)
  })
})

test.group('The hold on what was claimed', (group) => {
  withCleanDatabase(group)

  test('is made longer while a slow account keeps its worker waiting', async ({ assert }) => {
    await aMessage()
    const { resolver, clock } = await anEngine({ processing: { leaseSeconds: 90 } })
    const claim = await resolver.make(ClaimBatch)
    const { ids, lease } = await claim.run(5, {})
    const frozen = clock as FrozenClock

    const held = db.connection()
    for (let minute = 1; minute <= 5; minute++) {
      await lease.waitUntil(frozen.nowMs() + 60_000, () => ids, held)
      assert.isEmpty((await claim.run(5, {})).ids, 'nobody else gets it')
    }
    const [message] = await db.from('sms_messages')
    assert.isAbove(message.lease_until, frozen.nowMs())
  })

  test('that ran out is not taken back from whoever has it now', async ({ assert }) => {
    const message = await aMessage()
    const { resolver, clock } = await anEngine()
    const claim = await resolver.make(ClaimBatch)
    const { ids, lease } = await claim.run(5, {})
    clock.advance({ minutes: 2 })
    const taken = await claim.run(5, {})
    await lease.renew(ids, db.connection())
    await message.refresh()
    assert.deepEqual(taken.ids, [message.id])
    const leaseUntil = clock.nowMs() + 90_000
    assert.include(message, { leaseToken: taken.lease.token, leaseUntil })
  })
})

test.group('An idle wait', () => {
  test('doubles up to its longest and begins anew after work', ({ assert }) => {
    const wait = new GrowingWait(50, 300)
    assert.deepEqual(
      [1, 2, 3, 4, 5].map(() => wait.take()),
      [50, 100, 200, 300, 300]
    )
    wait.reset()
    assert.equal(wait.take(), 50)
  })
})
