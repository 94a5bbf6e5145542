import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { addToCounters } from '#messages/counters/add_to_counters'
import { countedTypes } from '#messages/counters/counted_types'
import { MergeCounters } from '#messages/counters/merge_counters'
import { readCounters } from '#messages/counters/read_counters'
import { transaction } from '#storage/transaction'
import { ReconcileReminders } from '#reminders/reconcile_reminders'
import { aMessage, anImmunization, aPatient } from '#tests/helpers/arrange'
import { countOf, withCleanDatabase } from '#tests/helpers/database'
import { anEngine } from '#tests/helpers/engine'
import { make } from '#tests/helpers/make'
import { secondConnection } from '#tests/helpers/second_connection'
import { settingsWith } from '#tests/helpers/settings'

const TYPES = countedTypes(settingsWith())

const sums = () => readCounters(db.connection(), TYPES)
const messagesOf = async (messageType: string, label: string) =>
  (await sums()).of('messages', { messageType, label })

test.group('Counters', (group) => {
  withCleanDatabase(group)

  test('count what became of messages, and what the gateway answered', async ({ assert }) => {
    const { sweep, gateway } = await anEngine()
    gateway.answerWith(
      { outcome: 'accepted', providerMessageId: 'a', durationMs: 40 },
      { outcome: 'accepted', providerMessageId: 'b', durationMs: 300 },
      { outcome: 'refused', reason: 'invalid_number', durationMs: 70_000 }
    )
    await aMessage({ priority: 1, body: 'x'.repeat(161) })
    await aMessage({ priority: 2, body: 'œ', messageType: 'spring_campaign' })
    await aMessage({ priority: 3 })
    await sweep.run({})

    const counted = await sums()
    assert.equal(await messagesOf('custom', 'sent'), 1)
    assert.equal(await messagesOf('other', 'sent'), 1)
    assert.equal(await messagesOf('custom', 'failed'), 1)
    assert.equal(counted.of('attempts', { label: 'accepted' }), 2)
    assert.equal(counted.of('attempts', { label: 'refused' }), 1)
    assert.equal(counted.of('segments', { label: 'GSM-7' }), 2)
    assert.equal(counted.of('segments', { label: 'UCS-2' }), 1)
    for (const label of ['0.05', '0.5', '+Inf'])
      assert.equal(counted.of('gateway_requests', { label }), 1)
    assert.equal(counted.of('gateway_request_ms'), 70_340)
  })

  test('count reminders that are suppressed when they are planned', async ({ assert }) => {
    const patient = await aPatient({ caregiverPhone: null })
    await anImmunization({ patientId: patient.id, dueOn: '2026-03-12' })
    await (await make(ReconcileReminders)).run({})
    const rows = await db.from('sms_messages').where('status', 'suppressed')
    assert.isNotEmpty(rows)
    const all = await sums()
    const counted = TYPES.map((messageType) =>
      all.of('messages', { messageType, label: 'suppressed' })
    )
    assert.equal(
      counted.reduce((sum, each) => sum + each),
      rows.length
    )
  })

  test('count nothing of a transaction that was rolled back', async ({ assert }) => {
    const failing = transaction(db.connection(), async (trx) => {
      await addToCounters(trx, [{ counter: 'attempts', label: 'accepted', amount: 5 }])
      throw new Error('the disk is full')
    })
    await assert.rejects(() => failing, 'the disk is full')
    assert.equal((await sums()).of('attempts', { label: 'accepted' }), 0)
  })

  test('count types that no rule names together', async ({ assert }) => {
    const names = ['campaign_1', 'campaign_2', '__proto__', 'other']
    await addToCounters(
      db.connection(),
      names.map((messageType) => ({ counter: 'messages', messageType, label: 'sent', amount: 1 }))
    )
    assert.equal(await messagesOf('other', 'sent'), 4)
    await (await make(MergeCounters)).run({ from: 1 })
    assert.equal(await messagesOf('other', 'sent'), 4)
    assert.equal(await countOf('metric_counts'), 1, 'names of others do not stay')
  })

  test('are the same after a merge, with fewer rows', async ({ assert }) => {
    for (let n = 1; n <= 20; n++)
      await addToCounters(db.connection(), [
        { counter: 'attempts', label: 'accepted', amount: n },
        { counter: 'messages', messageType: 'custom', label: 'sent', amount: 1 },
      ])
    const merge = await make(MergeCounters)
    assert.equal(await merge.run({ from: 41 }), 0, 'too few to be worth it')
    assert.equal(await merge.run({ from: 40 }), 40)
    assert.equal(await countOf('metric_counts'), 2)
    assert.equal((await sums()).of('attempts', { label: 'accepted' }), 210)
    assert.equal(await messagesOf('custom', 'sent'), 20)
  })

  test('lose nothing while several processes count and merge, and never fall', async ({
    assert,
    cleanup,
  }) => {
    const other = await secondConnection()
    cleanup(() => other.close())
    const merges = [await make(MergeCounters), new MergeCounters(other.db, settingsWith())]
    const seen: number[] = []
    const count = async (client: ReturnType<typeof db.connection>) => {
      for (let n = 0; n < 40; n++)
        await addToCounters(client, [{ counter: 'receipts', label: 'delivered', amount: 1 }])
    }
    const merge = async (part: MergeCounters) => {
      for (let n = 0; n < 15; n++) await part.run({ from: 2 })
    }
    const look = async () => {
      for (let n = 0; n < 30; n++) seen.push((await sums()).of('receipts', { label: 'delivered' }))
    }
    await Promise.all([
      count(db.connection()),
      count(other.db.connection()),
      ...merges.map(merge),
      look(),
    ])
    assert.equal((await sums()).of('receipts', { label: 'delivered' }), 80)
    assert.deepEqual(
      seen,
      seen.toSorted((one, another) => one - another)
    )
  })
})
