import { test } from '@japa/runner'
import type { DateTime } from 'luxon'
import type SmsMessage from '#models/sms_message'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { anEngine } from '#tests/helpers/engine'

type Engine = Awaited<ReturnType<typeof anEngine>>

/** Sweeps whenever the message is due, until it is no longer pending. Returns the waits in minutes. */
async function sweepToTheEnd({ sweep, clock }: Engine, message: SmsMessage): Promise<number[]> {
  const waits: number[] = []
  for (;;) {
    await sweep.run({ type: message.messageType })
    await message.refresh()
    if (message.status !== 'pending') return waits
    waits.push(message.scheduledAt.diff(clock.now(), 'minutes').minutes)
    clock.travelTo(message.scheduledAt)
  }
}

const failing = { outcome: 'transient', reason: 'request_timeout', httpStatus: 408 } as const
const iso = (instant: DateTime | null) => instant?.toUTC().toISO()

test.group('Retries of a message type', (group) => {
  withCleanDatabase(group)

  test('in steps end in a dead letter, other types keep the default', async ({ assert }) => {
    const stepped = await aMessage({ messageType: 'notice' })
    const other = await aMessage()
    const engine = await anEngine({
      retry: { byType: { notice: { kind: 'steps', minutes: [1, 5, 15], maxRetries: 4 } } },
    })
    engine.gateway.answerAlways(failing)
    const began = engine.clock.now()

    assert.deepEqual(await sweepToTheEnd(engine, stepped), [1, 5, 15, 15])
    engine.clock.advance({ hours: 1 })
    assert.deepEqual(await sweepToTheEnd(engine, other), [5, 10, 20])

    assert.include(stepped.$attributes, {
      status: 'dead_letter',
      reason: 'retries_used_up',
      retryCount: 4,
      attemptCount: 5,
    })
    assert.equal(iso(stepped.retryingSince), iso(began))
    assert.equal(iso(stepped.failedAt), iso(began.plus({ minutes: 36 })))
  })

  test('for a time end in a dead letter when it is over, however many they were', async ({
    assert,
  }) => {
    const message = await aMessage({ messageType: 'notice' })
    const engine = await anEngine({
      retry: { byType: { notice: { kind: 'steps', minutes: [10], retryForMinutes: 60 } } },
    })
    engine.gateway.answerAlways(failing)
    const began = engine.clock.now()

    assert.deepEqual(await sweepToTheEnd(engine, message), [10, 10, 10, 10, 10, 10])

    assert.include(message.$attributes, {
      status: 'dead_letter',
      reason: 'retry_time_used_up',
      retryCount: 6,
    })
    assert.equal(iso(message.retryingSince), iso(began))
  })

  test('at once come in the same sweep, the next after the wait', async ({ assert }) => {
    const message = await aMessage({ messageType: 'notice' })
    const engine = await anEngine({
      retry: {
        byType: {
          notice: {
            kind: 'immediate_first',
            then: { kind: 'linear', stepMinutes: 10, maxDelayMinutes: 60 },
            maxRetries: 3,
          },
        },
      },
    })
    engine.clock.advance({ milliseconds: 250 })
    engine.gateway.answerAlways(failing)

    const { statistics } = await engine.sweep.run()
    assert.include(statistics, { retried: 2 })
    engine.gateway.assertSentCount(2)

    engine.clock.advance({ hours: 1 })
    engine.gateway.answerAlways()
    await engine.sweep.run()
    assert.include((await message.refresh()).$attributes, { status: 'sent', retryCount: 2 })
  })

  test('are given up before the deadline, and not begun for what is never retried', async ({
    assert,
  }) => {
    const engine = await anEngine({
      retry: {
        deadLetterThreshold: 10,
        byType: {
          notice: { kind: 'steps', minutes: [30], maxRetries: 9, neverFor: ['conflict'] },
        },
      },
    })
    const expiresAt = engine.clock.now().plus({ minutes: 75 })
    const late = await aMessage({ messageType: 'notice', expiresAt })
    engine.gateway.answerAlways(failing)
    assert.deepEqual(await sweepToTheEnd(engine, late), [30, 30])
    assert.include(late.$attributes, { status: 'dead_letter', reason: 'no_retry_before_deadline' })

    const hopeless = await aMessage({ messageType: 'notice' })
    engine.gateway.answerAlways({ outcome: 'transient', reason: 'conflict' })
    assert.deepEqual(await sweepToTheEnd(engine, hopeless), [])
    assert.include(hopeless.$attributes, { status: 'dead_letter', reason: 'not_retryable' })
  })

  test('follow what the application registered; one that fails loses no outcome', async ({
    assert,
  }) => {
    const engine = await anEngine()
    engine.policies.register('notice', {
      delayMs: (_, failure) => (failure?.reason === 'request_timeout' ? 90_000 : 1),
      shouldRetry: ({ retryCount }) => retryCount < 2,
    })
    const fail = () => {
      throw new Error('not thought through')
    }
    engine.policies.register('broken', { delayMs: fail, shouldRetry: fail })
    engine.gateway.answerAlways(failing)

    assert.deepEqual(
      await sweepToTheEnd(engine, await aMessage({ messageType: 'notice' })),
      [1.5, 1.5]
    )
    engine.clock.advance({ hours: 1 })
    const broken = await aMessage({ messageType: 'broken' })
    assert.deepEqual(await sweepToTheEnd(engine, broken), [5, 10, 20])
    assert.include(broken.$attributes, { status: 'dead_letter', reason: 'retries_used_up' })
  })

  test('cost nothing while the operator is away: the time of a series goes on', async ({
    assert,
  }) => {
    const message = await aMessage({ messageType: 'notice' })
    const engine = await anEngine({
      retry: { byType: { notice: { kind: 'steps', minutes: [10], retryForMinutes: 60 } } },
    })
    engine.gateway.answerWith({ outcome: 'provider_down', reason: 'connection_refused' })
    await engine.sweep.run()
    assert.isNull((await message.refresh()).retryingSince)

    engine.clock.advance({ minutes: 10 })
    const began = engine.clock.now()
    engine.gateway.answerWith(failing)
    await engine.sweep.run()
    engine.clock.advance({ minutes: 20 })
    engine.gateway.answerWith(failing)
    await engine.sweep.run()
    assert.include((await message.refresh()).$attributes, { status: 'pending', retryCount: 2 })
    assert.equal(iso(message.retryingSince), iso(began))
  })
})
