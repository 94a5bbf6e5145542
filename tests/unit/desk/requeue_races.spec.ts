import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import SmsAttempt from '#models/sms_attempt'
import SmsMessageEvent from '#models/sms_message_event'
import { withCleanDatabase } from '#tests/helpers/database'
import { secondConnection } from '#tests/helpers/second_connection'
import { auditTrail } from '#tests/helpers/audit_trail'
import { actor, aDeadLetter, aDesk } from './support.js'

test.group('A retry of many', (group) => {
  withCleanDatabase(group)

  const statuses = async () => {
    const rows = await db.from('sms_messages').orderBy('id').select('status')
    return rows.map(({ status }) => status)
  }

  test('stopped half-way leaves the rest untouched, and says how far it came', async ({
    assert,
  }) => {
    for (let n = 0; n < 10; n++) await aDeadLetter()
    const before = await db.from('sms_messages').orderBy('id')
    const { requeue } = await aDesk()
    const controller = new AbortController()

    const result = await requeue.run({
      actor,
      pageSize: 3,
      signal: controller.signal,
      onProgress: ({ done }) => done >= 6 && controller.abort(),
    })

    assert.containSubset(result, { matched: 10, requeued: 6, stopped: true })
    assert.equal(result.refused.changedMeanwhile, 0)
    const after = await db.from('sms_messages').orderBy('id')
    assert.deepEqual(after.slice(6), before.slice(6))
    assert.deepEqual(await statuses(), [
      ...Array(6).fill('pending'),
      ...Array(4).fill('dead_letter'),
    ])
    assert.containSubset(await auditTrail(), [
      { detail: { matched: 10, requeued: 6, stopped: true } },
    ])

    assert.include(await requeue.run({ actor, pageSize: 3 }), { matched: 4, requeued: 4 })
  })

  test('twice in parallel requeues each message once', async ({ assert }) => {
    for (let n = 0; n < 40; n++) await aDeadLetter()
    const other = await secondConnection()
    const [left, right] = [await aDesk(), await aDesk({ db: other.db })]

    const results = await Promise.all(
      [left, right].map(({ requeue }) => requeue.run({ actor, pageSize: 4 }))
    )
    await other.close()

    const requeued = results.reduce((sum, result) => sum + result.requeued, 0)
    assert.equal(requeued, 40)
    for (const { matched, requeued: own, refused } of results)
      assert.equal(matched, own + refused.changedMeanwhile)
    assert.lengthOf(await SmsMessageEvent.query().where('reason', 'requeued'), 40)
    assert.isTrue((await statuses()).every((status) => status === 'pending'))
  })

  test('beside sweeps sends each message once more', async ({ assert }) => {
    for (let n = 0; n < 30; n++) await aDeadLetter()
    const others = await Promise.all([secondConnection(), secondConnection()])
    const desks = [await aDesk(), await aDesk({ db: others[0].db })]
    const sweeping = await aDesk({ db: others[1].db, processing: { batchSize: 5 } })

    const retries = Promise.all(desks.map(({ requeue }) => requeue.run({ actor, pageSize: 3 })))
    let over = false
    const sweeps = (async () => {
      while (!over) await sweeping.sweep.run()
    })()
    await retries
    over = true
    await sweeps
    await sweeping.sweep.run()
    await Promise.all(others.map(({ close }) => close()))

    const sent = sweeping.gateway.sent.map(({ messageId }) => messageId)
    assert.lengthOf(sent, 30)
    assert.equal(new Set(sent).size, 30)
    assert.isTrue((await statuses()).every((status) => status === 'sent'))
    const attempts = await SmsAttempt.all()
    assert.deepEqual([...new Set(attempts.map(({ number }) => number))], [5])
  })

  test('does not meet a message again that fails again meanwhile', async ({ assert }) => {
    for (let n = 0; n < 6; n++) await aDeadLetter()
    const { requeue, sweep, gateway } = await aDesk()
    gateway.answerWith({ outcome: 'refused', reason: 'invalid_number', httpStatus: 400 })
    const sweeps: Promise<unknown>[] = []
    const result = await requeue.run({
      actor,
      force: true,
      pageSize: 2,
      onProgress: () => void sweeps.push(sweep.run()),
    })
    await Promise.all(sweeps)
    assert.include(result, { matched: 6, requeued: 6 })
  })

  test('a message that somebody else moved between the look and the move is left to them', async ({
    assert,
  }) => {
    const messages = [await aDeadLetter(), await aDeadLetter(), await aDeadLetter()]
    const other = await secondConnection()
    const mine = await aDesk({ db: movingMeanwhile(other.db, messages[1].id) })
    const result = await mine.requeue.run({ actor })
    await other.close()
    assert.containSubset(result, { matched: 3, requeued: 2, refused: { changedMeanwhile: 1 } })
    assert.equal((await messages[1].refresh()).status, 'cancelled')
  })
})

/** A database that, before the first transaction begins, lets somebody else cancel a message. */
function movingMeanwhile(real: Awaited<ReturnType<typeof secondConnection>>['db'], id: number) {
  const connection = () => {
    const client = real.connection()
    return new Proxy(client, {
      get(target, name) {
        if (name !== 'transaction') return Reflect.get(target, name, target)
        return async () => {
          await db.from('sms_messages').where('id', id).update({ status: 'cancelled' })
          return client.transaction()
        }
      },
    })
  }
  return new Proxy(real, {
    get: (target, name) => (name === 'connection' ? connection : Reflect.get(target, name, target)),
  })
}
