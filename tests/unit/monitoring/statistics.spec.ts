import { test } from '@japa/runner'
import { FrozenClock } from '#app/clock'
import { CollectStatistics } from '#monitoring/collect_statistics'
import { UnknownTimeframe } from '#monitoring/statistics'
import { fromSqlInstant } from '#storage/instants'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { aMessageThatMoved, attemptsThatEnded } from '#tests/helpers/sent_messages'
import { ago } from '#tests/helpers/test_clock'

test.group('Statistics', (group) => {
  withCleanDatabase(group)

  test('count messages by type and outcome', async ({ assert }) => {
    const delivered = { messageType: '7_day_reminder', status: 'delivered' } as const
    await aMessageThatMoved(ago({ minutes: 59 }), delivered)
    await aMessageThatMoved(ago({ minutes: 30 }), delivered)
    await aMessageThatMoved(ago({ minutes: 1 }), { status: 'failed' })
    await aMessageThatMoved(ago({ hours: 2 }), delivered)
    await aMessageThatMoved(ago({ days: 6 }), delivered)
    await aMessageThatMoved(ago({ days: 8 }), delivered)

    const statistics = await make(CollectStatistics)
    assert.deepEqual((await statistics.run('hour')).messages, {
      total: 3,
      byStatus: { delivered: 2, failed: 1 },
      byType: { '7_day_reminder': { delivered: 2 }, 'custom': { failed: 1 } },
    })
    assert.equal((await statistics.run('day')).messages.total, 4)
    assert.equal((await statistics.run('week')).messages.total, 5)
  })

  test('count types whose names are members of every object', async ({ assert }) => {
    const types = ['constructor', '__proto__', 'toString']
    for (const messageType of types)
      await aMessageThatMoved(ago({ minutes: 5 }), { messageType, status: 'failed' })
    const statistics = await make(CollectStatistics)
    const { byType } = (await statistics.run('hour')).messages
    assert.sameMembers(Object.keys(byType), types)
    for (const type of types)
      assert.deepEqual(new Map(Object.entries(byType)).get(type), { failed: 1 })
  })

  test('count attempts by outcome; what was throttled is no failure', async ({ assert }) => {
    await attemptsThatEnded(6, 'accepted')
    await attemptsThatEnded(2, 'transient', { number: 2 })
    await attemptsThatEnded(3, 'throttled')
    await attemptsThatEnded(1, null)
    await attemptsThatEnded(5, 'refused', { startedAt: ago({ hours: 2 }) })

    const { attempts: counted, successRate } = await (await make(CollectStatistics)).run('hour')
    assert.deepEqual(counted, {
      total: 12,
      byOutcome: { accepted: 6, throttled: 3, transient: 2 },
      awaited: 1,
      retries: 2,
    })
    assert.equal(successRate, 0.75)
  })

  test('count as no success what was not delivered, or failed before it was sent', async ({
    assert,
  }) => {
    await attemptsThatEnded(4, 'accepted')
    const sent = { sentAt: fromSqlInstant(ago({ minutes: 10 })) }
    for (let n = 0; n < 3; n++)
      await aMessageThatMoved(ago({ minutes: 5 }), { ...sent, status: 'undelivered' })
    assert.equal((await (await make(CollectStatistics)).run('hour')).successRate, 0.25)

    await aMessageThatMoved(ago({ minutes: 5 }), {
      ...{ status: 'failed', reason: 'missing_placeholder', from: 'pending' },
    })
    assert.equal((await (await make(CollectStatistics)).run('hour')).successRate, 0.2)
  })

  test('of messages that all failed before they were sent have a success rate of 0', async ({
    assert,
  }) => {
    await aMessageThatMoved(ago({ minutes: 5 }), {
      ...{ status: 'failed', reason: 'missing_placeholder', from: 'pending' },
    })
    assert.equal((await (await make(CollectStatistics)).run('hour')).successRate, 0)
  })

  test('average the time to delivery, and count what waits now', async ({ assert }) => {
    const delivered = (minutesAgo: number, seconds: number) => {
      const deliveredAt = fromSqlInstant(ago({ minutes: minutesAgo }))
      const sentAt = deliveredAt.minus({ seconds })
      const values = { status: 'delivered', sentAt, deliveredAt } as const
      return aMessageThatMoved(ago({ minutes: minutesAgo }), values)
    }
    await delivered(10, 20)
    await delivered(20, 41)
    await delivered(90, 600)
    await aMessage()
    await aMessage({ scheduledAt: fromSqlInstant(ago({ days: -2 })) })
    const statistics = await make(CollectStatistics)
    assert.include(await statistics.run('hour'), { averageDeliveryTime: 31, pending: 2 })
    assert.include(await statistics.run('day'), { averageDeliveryTime: 220, pending: 2 })
  })

  test('add up the segments that were sent in the timeframe', async ({ assert }) => {
    await aMessageThatMoved(ago({ minutes: 6 }), { status: 'sent', segments: 2 })
    await aMessageThatMoved(ago({ hours: 5 }), { status: 'sent', segments: 3 })
    const statistics = await make(CollectStatistics)
    assert.equal((await statistics.run('hour')).segmentsSent, 2)
    assert.equal((await statistics.run('day')).segmentsSent, 5)
  })

  test('count what happened in the present second', async ({ assert }) => {
    await aMessageThatMoved('2026-03-10 09:00:00.600', { status: 'failed' })
    const clock = new FrozenClock('2026-03-10T09:00:00.700Z')
    const statistics = await make(CollectStatistics, clock)
    assert.equal((await statistics.run('hour')).messages.total, 1)
  })

  test('of a day without work are empty, not an error', async ({ assert }) => {
    await aMessage({ scheduledAt: fromSqlInstant(ago({ minutes: 90 })) })
    const statistics = await (await make(CollectStatistics)).run('hour')
    assert.include(statistics, {
      successRate: null,
      averageDeliveryTime: null,
      pending: 1,
      segmentsSent: 0,
      oldestDueAgeSeconds: 5400,
      from: '2026-03-10T08:00:00.000Z',
      to: '2026-03-10T09:00:00.000Z',
    })
    assert.equal(statistics.attempts.total, 0)
  })

  test('refuse a timeframe that does not exist', async ({ assert }) => {
    const statistics = await make(CollectStatistics)
    await assert.rejects(() => statistics.run('month' as any), UnknownTimeframe)
    await assert.rejects(() => statistics.run('month' as any), /"month".*hour, day, week/)
  })
})
