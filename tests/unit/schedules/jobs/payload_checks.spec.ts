import { test } from '@japa/runner'
import fc from 'fast-check'
import app from '@adonisjs/core/services/app'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { FakeRetryPublisher } from '#schedules/jobs/fake_retry_publisher'
import { SmsRetryHandler } from '#schedules/jobs/sms_retry_handler'
import { FrozenClock } from '#app/clock'
import { anyCodePoint } from '#tests/helpers/any_text'
import { withoutDatabase } from '#tests/helpers/without_database'

const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 2, stringUnit: anyCodePoint }),
  fc.constantFrom<unknown>('\0', '\uD83D', 'a'.repeat(11_000), '9'.repeat(300), 2 ** 53, -1, null)
)
const or = (...good: unknown[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...good) }, { weight: 1, arbitrary: junk })
const time = or('2025-11-14 15:00:00', '2025-11-14T15:00:00+01:00')

/** Payloads of each handler, some of whose fields are missing or something else. */
const plausible = fc.oneof(
  fc.record(
    {
      phoneNumber: or('+237690000001', '690 000 001'),
      message: or('Bonjour', 'E\u0301te\u0301', '😀'),
      messageType: or('custom', 'a.b:c-d_e'),
      language: or('fr', 'ar-TD'),
      correlationId: or('c-1', ' '),
    },
    { requiredKeys: ['phoneNumber', 'message'] }
  ),
  fc.record(
    {
      campaignTaskId: or(1, 12345),
      createdOn: time,
      retryTime: time,
      retryAttempt: or(0, 7),
      failureReason: or('Network timeout'),
    },
    { requiredKeys: ['campaignTaskId', 'createdOn', 'retryTime', 'retryAttempt'] }
  ),
  fc.record(
    {
      command: or('sms:generate'),
      args: or([], ['--json']),
      constructor: junk,
      ['__proto__']: junk,
    },
    { requiredKeys: ['command'] }
  )
)
const payload = fc.oneof(fc.jsonValue({ stringUnit: anyCodePoint }), plausible)

test.group('The check of a payload', (group) => {
  withoutDatabase(group)
  test('answers whatever it is given, and accepts unchanged what it has accepted', async ({
    assert,
  }) => {
    const handlers = await app.container.make(JobHandlers)
    const withKafka = new SmsRetryHandler(
      new FakeRetryPublisher(),
      new FrozenClock('2026-03-10T09:00:00Z'),
      'Africa/Douala'
    )
    const all = [...handlers.names.map((name) => handlers.find(name)!), withKafka]
    const accepted = new Set<string>()
    fc.assert(
      fc.property(payload, (given) => {
        for (const handler of all) {
          const checked = handler.check(given)
          if (checked.usable) {
            accepted.add(handler.name)
            const kept = JSON.parse(JSON.stringify(checked.payload))
            assert.deepEqual(handler.check(kept), { usable: true, payload: kept })
          } else {
            assert.isAbove(checked.faults.length, 0)
            for (const { field, message } of checked.faults) {
              assert.match(field, /^jobData(\.[A-Za-z][A-Za-z_]{0,39})?$/)
              assert.isNotEmpty(message)
            }
          }
        }
      }),
      { numRuns: 2_000 }
    )
    assert.sameMembers([...accepted], handlers.names)
  })

  test('is known for every name of the contract', async ({ assert }) => {
    const handlers = await app.container.make(JobHandlers)
    assert.sameMembers(handlers.names, ['sms', 'sms_retry', 'command'])
    for (const name of handlers.names) assert.isNotEmpty(handlers.find(name)!.description)
  })

  test('of "sms_retry" needs Kafka, which is not configured here', async ({ assert }) => {
    const handlers = await app.container.make(JobHandlers)
    const checked = handlers.find('sms_retry')!.check({})
    assert.match(JSON.stringify(checked), /set KAFKA_BROKERS/)
  })
})
