import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { CreateBatch, type BatchRequest } from '#desk/batches/create_batch'
import { FindBatches } from '#desk/batches/find_batches'
import { StopBatch } from '#desk/batches/stop_batch'
import { WorkOffBatches } from '#desk/batches/work_off_batches'
import { auditTrail } from '#tests/helpers/audit_trail'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { secondConnection } from '#tests/helpers/second_connection'
import { now } from '#tests/helpers/test_clock'
import { actor, aDeadLetter, aDesk } from './support.js'

/** A process that creates and works off batches. */
async function aProcess(parts: Parameters<typeof aDesk>[0] = {}) {
  const { resolver, clock } = await aDesk(parts)
  const creation = await resolver.make(CreateBatch)
  return {
    clock,
    create: (request: Partial<BatchRequest> = {}) =>
      creation.run({ action: 'retry', filter: {}, options: {}, actor, ...request }),
    worker: await resolver.make(WorkOffBatches),
    stop: await resolver.make(StopBatch),
    find: await resolver.make(FindBatches),
  }
}

/** How often each message was moved. */
async function movesOfEach(): Promise<number[]> {
  const rows = await db
    .from('sms_messages')
    .leftJoin('sms_message_events', 'sms_message_events.message_id', 'sms_messages.id')
    .groupBy('sms_messages.id')
    .orderBy('sms_messages.id')
    .count('sms_message_events.id as moves')
  return rows.map(({ moves }) => Number(moves))
}

const deadLetters = async (count: number) => {
  for (let n = 0; n < count; n++) await aDeadLetter()
}

test.group('A batch', (group) => {
  withCleanDatabase(group)

  test('does to all that match what is done to one, by the same rules', async ({ assert }) => {
    await deadLetters(3)
    await aDeadLetter({ expiresAt: now.minus({ minutes: 1 }) })
    await aDeadLetter({ attemptCount: 9 })
    await aMessage({ status: 'sent' })
    const { create, worker, find } = await aProcess()

    const batch = await create()
    assert.include(batch, { status: 'waiting', matched: 5, done: 0, changed: 0, createdBy: actor })
    await aDeadLetter()
    assert.equal(await worker.run({ pageSize: 2 }), 1)

    assert.containSubset(await find.byId(batch.id), {
      status: 'done',
      matched: 5,
      done: 5,
      changed: 3,
      refused: { pastDeadline: 1, overThreshold: 1 },
    })
    assert.deepEqual(await movesOfEach(), [1, 1, 1, 0, 0, 0, 0], 'later ones are not touched')
    const [created, ended] = await auditTrail()
    assert.containSubset(created, { actor, action: 'batch_created', detail: { matched: 5 } })
    assert.containSubset(ended, {
      actor,
      action: 'messages_requeued',
      detail: { batch: batch.id, status: 'done', changed: 3 },
    })
    assert.equal(await worker.run(), 0)
  })

  test('rejects, cancels and resolves likewise, each from its own states', async ({ assert }) => {
    const { create, worker } = await aProcess()
    const dead = await aDeadLetter()
    const pending = await aMessage()
    const unknown = await aMessage({ status: 'unknown', attemptCount: 1 })
    await create({
      action: 'reject',
      filter: { statuses: ['dead_letter'] },
      options: { note: 'wrong list' },
    })
    await create({ action: 'cancel', filter: { type: 'custom' } })
    await create({
      action: 'resolve',
      filter: { statuses: ['unknown'] },
      options: { as: 'delivered' },
    })
    assert.equal(await worker.run(), 3)
    const ends = await Promise.all([dead, pending, unknown].map((message) => message.refresh()))
    assert.deepEqual(
      ends.map(({ status, reason }) => [status, reason]),
      [
        ['cancelled', 'rejected'],
        ['cancelled', 'cancelled_by_person'],
        ['delivered', 'resolved_by_person'],
      ]
    )
    const { detail } = await db
      .from('sms_message_events')
      .where('message_id', dead.id)
      .firstOrFail()
    assert.equal(detail, 'wrong list')
    await assert.rejects(() => create({ action: 'cancel' }), /selection is empty/)
    await assert.rejects(() => create({ action: 'cancel', filter: { statuses: ['sent'] } }), /sent/)
  })

  test('gives all another text, but for those that a worker holds', async ({ assert }) => {
    const { create, worker, find, clock } = await aProcess()
    const [one, held] = [await aMessage(), await aMessage()]
    await held.merge({ leaseToken: 'x', leaseUntil: clock.nowMs() + 60_000 }).save()
    const { id } = await create({
      action: 'edit',
      filter: { type: 'custom' },
      options: { text: ' Le centre est ferme lundi ' },
    })
    await worker.run()
    assert.containSubset(await find.byId(id), {
      status: 'done',
      changed: 1,
      refused: { changedMeanwhile: 1 },
    })
    assert.include(await one.refresh(), { body: 'Le centre est ferme lundi', segments: 1 })
    assert.equal((await held.refresh()).body, 'Rappel de vaccination')
    const blank = { action: 'edit' as const, filter: { type: 'custom' }, options: { text: ' ' } }
    await assert.rejects(() => create(blank), /text cannot be sent: the text is empty/)
  })

  test('goes on where a process was killed, once its lease is over', async ({ assert }) => {
    await deadLetters(6)
    const { create, worker, find, clock } = await aProcess()
    const { id } = await create()
    let pages = 0
    const killed = worker.run({
      pageSize: 2,
      onPage: () => (++pages === 3 ? new Promise<void>(() => {}) : undefined),
    })
    void killed
    while (pages < 3) await new Promise((resolve) => setImmediate(resolve))

    const next = await aProcess({ clock })
    assert.equal(await next.worker.run({ pageSize: 2 }), 0, 'somebody else has it')
    clock.advance({ minutes: 10 })
    assert.equal(await next.worker.run({ pageSize: 2 }), 1)
    assert.include(await find.byId(id), { status: 'done', done: 6, changed: 6 })
    assert.deepEqual(await movesOfEach(), Array(6).fill(1))
  })

  test('is not changed by a process that lost it while it stood still', async ({ assert }) => {
    await deadLetters(4)
    const { create, worker, find, clock } = await aProcess()
    const { id } = await create({ action: 'reject', filter: { statuses: ['dead_letter'] } })
    const next = await aProcess({ clock })
    let isFirst = true
    await worker.run({
      pageSize: 2,
      onPage: async () => {
        if (!isFirst) return
        isFirst = false
        clock.advance({ minutes: 10 })
        assert.equal(await next.worker.run({ pageSize: 2 }), 1)
      },
    })
    assert.include(await find.byId(id), { status: 'done', done: 4, changed: 4 })
    assert.deepEqual(await movesOfEach(), Array(4).fill(1))
  })

  test('is worked off once by two processes at the same time', async ({ assert }) => {
    await deadLetters(30)
    const other = await secondConnection()
    const [left, right] = [await aProcess(), await aProcess({ db: other.db })]
    const batches = [await left.create(), await left.create()]
    const worked = await Promise.all([
      left.worker.run({ pageSize: 4 }),
      right.worker.run({ pageSize: 4 }),
    ])
    await other.close()
    assert.equal(worked[0] + worked[1], 2)
    assert.deepEqual(await movesOfEach(), Array(30).fill(1))
    const ends = await Promise.all(batches.map(({ id }) => left.find.byId(id)))
    assert.equal(ends[0]!.changed + ends[1]!.changed, 30)
  })

  test('changes nothing after the commit of a stop', async ({ assert }) => {
    await deadLetters(6)
    const { create, worker, stop, find } = await aProcess()
    const { id } = await create()
    let pages = 0
    await worker.run({
      pageSize: 2,
      onPage: async () => {
        if (++pages === 2) await stop.run({ id, actor: 'token:7' })
      },
    })
    assert.include(await find.byId(id), {
      status: 'stopped',
      stoppedBy: 'token:7',
      done: 2,
      changed: 2,
    })
    assert.deepEqual(await movesOfEach(), [1, 1, 0, 0, 0, 0])
    assert.equal(await worker.run(), 0)
    assert.isNull(await stop.run({ id, actor }), 'it had ended')
  })

  test('is given up after pages that fail five times', async ({ assert }) => {
    await deadLetters(1)
    const { create, worker, find, clock } = await aProcess()
    const { id } = await create()
    for (let n = 0; n < 5; n++) {
      await worker.run({
        onPage: () => {
          throw new Error('the disk is full')
        },
      })
      clock.advance({ minutes: 10 })
    }
    const batch = await find.byId(id)
    assert.include(batch, { status: 'failed', done: 0, changed: 0 })
    assert.match(batch!.error!, /5 tries failed/)
    assert.equal(await worker.run(), 0)
  })
})
