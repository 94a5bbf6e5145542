import { test } from '@japa/runner'
import { FrozenClock } from '#app/clock'
import { FakeRetryPublisher } from '#schedules/jobs/fake_retry_publisher'
import { SmsRetryHandler } from '#schedules/jobs/sms_retry_handler'
import { fired } from '#tests/helpers/fired_job'
import { faultsOf, usable } from './support.js'

const PAYLOAD = {
  campaignTaskId: 12345,
  createdOn: '2025-11-14 15:00:00',
  retryTime: '2025-11-14 15:30:00',
  retryAttempt: 1,
  failureReason: 'Network timeout',
}
const never = new AbortController().signal

function aHandler(publisher?: FakeRetryPublisher, timezone = 'UTC') {
  return new SmsRetryHandler(publisher, new FrozenClock('2026-03-10T09:00:00.900Z'), timezone)
}

test.group('The handler "sms_retry"', () => {
  test('accepts what the contract says, and keeps it', ({ assert }) => {
    assert.deepEqual(usable(aHandler(new FakeRetryPublisher()).check(PAYLOAD)), PAYLOAD)
  })

  test('accepts times with an offset', ({ assert }) => {
    const payload = {
      ...PAYLOAD,
      createdOn: '2025-11-14T15:00:00+01:00',
      retryTime: '2025-11-14T14:30Z',
    }
    assert.deepEqual(usable(aHandler(new FakeRetryPublisher()).check(payload)), payload)
  })

  test('says that Kafka is not configured, beside all else that is wrong', ({ assert }) => {
    assert.deepEqual(faultsOf(aHandler().check({ ...PAYLOAD, retryAttempt: 'one' })), [
      {
        field: 'jobData',
        message:
          'cannot be published: Kafka is not configured: set KAFKA_BROKERS, for example "localhost:9092"',
      },
      {
        field: 'jobData.retryAttempt',
        message: 'must be a whole number from 0 to 9007199254740991',
      },
    ])
  })

  for (const [what, change, field] of [
    ['no task', { campaignTaskId: undefined }, 'campaignTaskId'],
    ['a task that is a text', { campaignTaskId: '12345' }, 'campaignTaskId'],
    ['a task too large to be exact', { campaignTaskId: 2 ** 53 }, 'campaignTaskId'],
    ['a time that is none', { createdOn: 'yesterday' }, 'createdOn'],
    ['a day that is none', { createdOn: '2025-02-30 10:00:00' }, 'createdOn'],
    ['a time of day alone', { retryTime: '15:30' }, 'retryTime'],
    ['no time', { retryTime: null }, 'retryTime'],
    ['half an attempt', { retryAttempt: 0.5 }, 'retryAttempt'],
    ['a reason that is no text', { failureReason: { code: 1 } }, 'failureReason'],
  ] as const) {
    test(`refuses ${what}`, ({ assert }) => {
      const faults = faultsOf(aHandler(new FakeRetryPublisher()).check({ ...PAYLOAD, ...change }))
      assert.deepEqual(
        faults.map((fault) => fault.field),
        [`jobData.${field}`]
      )
    })
  }

  test('publishes the retry with the time that was planned and the time it is', async ({
    assert,
  }) => {
    const publisher = new FakeRetryPublisher()
    const outcome = await aHandler(publisher, 'Africa/Douala').run(fired(PAYLOAD), never)
    assert.deepEqual(outcome, {
      outcome: 'done',
      result: { campaignTaskId: 12345, retryAttempt: 1 },
    })
    publisher.assertPublishedCount(1)
    assert.deepEqual(publisher.published[0], {
      campaignTaskId: 12345,
      createdOn: '2025-11-14 15:00:00',
      scheduledRetryTime: '2026-03-10 10:00:00',
      actualExecutionTime: '2026-03-10 10:00:00',
      retryAttempt: 1,
    })
  })

  test('leaves it to the engine to try again what the broker did not take', async ({ assert }) => {
    const publisher = new FakeRetryPublisher().failWith(new Error('broker away'))
    const handler = aHandler(publisher)
    await assert.rejects(() => handler.run(fired(PAYLOAD), never), 'broker away')
    await handler.run(fired(PAYLOAD), never)
    publisher.assertPublished(({ campaignTaskId }) => campaignTaskId === 12345)
    assert.throws(() => publisher.assertPublishedCount(2), /1 were/)
    assert.throws(() => publisher.assertPublished(() => false), /no retry/)
  })
})
