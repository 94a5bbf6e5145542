import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { FakeRetryPublisher } from '#schedules/jobs/fake_retry_publisher'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { SmsHandler } from '#schedules/jobs/sms_handler'
import { SmsRetryHandler } from '#schedules/jobs/sms_retry_handler'
import { ProcessDue } from '#schedules/process_due'
import { CreateJobs } from '#schedules/request/create_jobs'
import { findByKeys } from '#schedules/manage/find_by_keys'
import { toSchedule } from '#schedules/manage/stored_schedule'
import type { JobRequest } from '#schedules/request/job_request'
import type { JobResult, RefusedJob, TakenJob } from '#schedules/request/job_result'
import { withCleanDatabase } from '#tests/helpers/database'
import { anEngine } from '#tests/helpers/engine'
import { settingsWith } from '#tests/helpers/settings'
import { TEST_NOW } from '#tests/helpers/test_clock'

const KAFKA = { source: 'kafka', actor: 'kafka:rappel' }
const ID = '6f1c2f9e-0d3b-4f0e-9a50-2a4a5f0f4a11'

const aJob = (values: JobRequest = {}): JobRequest => ({
  appName: 'sms',
  scheduledTime: '2026-03-10 15:30:00',
  jobData: { phoneNumber: '+237690000001', message: 'Bonjour' },
  ...values,
})

const aRetry = (values: JobRequest = {}): JobRequest => ({
  appName: 'sms_retry',
  jobData: {
    campaignTaskId: 12345,
    createdOn: '2026-03-10 15:00:00',
    retryTime: '2026-03-10 15:30:00',
    retryAttempt: 1,
    failureReason: 'Network timeout',
  },
  ...values,
})

async function anIntake(timezone = 'Africa/Douala') {
  const clock = new FrozenClock(TEST_NOW)
  const config = settingsWith({ timezone })
  const handlers = new JobHandlers([
    new SmsHandler(config, clock, 'CM'),
    new SmsRetryHandler(new FakeRetryPublisher(), clock, timezone),
  ])
  const { resolver } = await anEngine({ clock, timezone, handlers })
  const jobs = await resolver.make(CreateJobs)
  const due = await resolver.make(ProcessDue)
  return {
    take: (...bodies: unknown[]) => jobs.run(bodies, KAFKA),
    fire: () => due.run({ signal: new AbortController().signal }),
  }
}

const scheduleOf = (result: JobResult) => (result as TakenJob).schedule
const faultsOf = (result: JobResult) => (result as RefusedJob).faults
const fieldsOf = (result: JobResult) => faultsOf(result).map(({ field }) => field)

test.group('Jobs that are asked for', (group) => {
  withCleanDatabase(group)

  test('become schedules that run once, by the local time of the installation', async ({
    assert,
  }) => {
    const { take } = await anIntake()
    const [job, retry] = await take(aJob({ requestId: ID, priority: 'high' }), aRetry())
    assert.include(job, { outcome: 'created', requestId: ID, key: ID })
    assert.include(scheduleOf(job), {
      appName: 'sms',
      runAt: '2026-03-10T14:30:00Z',
      priority: 'high',
      idempotencyKey: ID,
      source: 'kafka',
    })
    assert.match(String(retry.requestId), /^[0-9a-f-]{36}$/)
    assert.equal(scheduleOf(retry).runAt, '2026-03-10T14:30:00Z', 'its retryTime')
  })

  test('keep an offset, and leave the gap of a clock at its end', async ({ assert }) => {
    const { take } = await anIntake('Europe/Paris')
    const times = ['2026-03-29T02:30:00+00:00', '2026-03-29 02:30:00', '2026-10-25 02:30:00']
    const results = await take(...times.map((scheduledTime) => aJob({ scheduledTime })))
    assert.deepEqual(
      results.map((result) => scheduleOf(result).runAt),
      ['2026-03-29T02:30:00Z', '2026-03-29T01:00:00Z', '2026-10-25T00:30:00Z']
    )
  })

  test('are done at once if their time is past, however long', async ({ assert }) => {
    const { take, fire } = await anIntake()
    await take(aJob({ scheduledTime: '2021-01-01 00:00:00' }))
    assert.include(await fire(), { fired: 1, done: 1, remaining: 0 })
    assert.equal((await db.from('sms_messages').firstOrFail()).body, 'Bonjour')
  })

  test('that come again create nothing, whatever their ids, and say if they differ', async ({
    assert,
  }) => {
    const { take } = await anIntake()
    const job = aJob({ requestId: ID, idempotencyKey: 'order 4711' })
    const [first, twin] = await take(job, { ...job, requestId: undefined })
    const [again] = await take({ ...job, requestId: 'another' })
    const [other] = await take({ ...job, scheduledTime: '2026-03-11 15:30:00' })
    assert.deepEqual(
      [first, twin, again, other].map(({ outcome }) => outcome),
      ['created', 'existing', 'existing', 'conflict']
    )
    assert.equal(scheduleOf(other).id, scheduleOf(first).id)
    assert.lengthOf(await db.from('schedules'), 1)
  })

  test('are returned as they are stored, as many as there may be, and again when they are repeated', async ({
    assert,
  }) => {
    const { take } = await anIntake()
    const bodies = Array.from({ length: 450 }, (_, place) =>
      place % 2 ? aJob({ requestId: `job ${place}` }) : aRetry({ requestId: `job ${place}` })
    )
    const first = await take(...bodies)
    const again = await take(...bodies, aJob({ requestId: 'one more' }))
    const stored = await findByKeys(
      db.connection(),
      first.map((result) => (result as TakenJob).key)
    )
    assert.equal(stored.size, 450)
    for (const [place, result] of first.entries()) {
      const { key, outcome } = result as TakenJob
      assert.deepEqual([outcome, again[place].outcome], ['created', 'existing'])
      assert.deepEqual(scheduleOf(result), toSchedule(stored.get(key)!))
      assert.deepEqual(scheduleOf(again[place]), scheduleOf(result))
    }
    assert.equal(again.at(-1)!.outcome, 'created')
  })

  test('are told everything that is wrong with them, by their own names', async ({ assert }) => {
    const { take } = await anIntake()
    const [wrong, late, retry, ...rest] = await take(
      { ...aJob(), appname: 'sms', requestId: 7, priority: 'urgent', jobData: { message: '' } },
      aJob({ scheduledTime: '10/03/2026' }),
      aRetry({ jobData: { retryTime: 'soon' } }),
      { appName: 'nothing' },
      'sms',
      [aJob()],
      null
    )
    assert.sameMembers(fieldsOf(wrong), [
      'appname',
      'requestId',
      'priority',
      'jobData.phoneNumber',
      'jobData.message',
    ])
    assert.equal(faultsOf(wrong)[0].message, 'is not known: did you mean appName?')
    assert.match(faultsOf(late)[0].message, /^"10\/03\/2026" cannot be read: give an instant/)
    assert.sameMembers(fieldsOf(retry), [
      'jobData.retryTime',
      'jobData.campaignTaskId',
      'jobData.createdOn',
      'jobData.retryAttempt',
    ])
    assert.deepEqual(rest.map(fieldsOf), [['scheduledTime', 'appName'], [''], [''], ['']])
    assert.lengthOf(await db.from('schedules'), 0)
  })

  test('that can be used are created though others cannot, in their order', async ({ assert }) => {
    const { take } = await anIntake()
    const ids = Array.from({ length: 1_000 }, (_, place) => `job ${place}`)
    const isWrong = (place: number) => place % 3 === 0
    const bodies = ids.map((requestId, place) =>
      aJob({ requestId, ...(isWrong(place) && { priority: 'urgent' }) })
    )
    const results = await take(...bodies)
    assert.deepEqual(
      results.map(({ requestId, outcome }) => `${requestId} ${outcome}`),
      ids.map((id, place) => `${id} ${isWrong(place) ? 'refused' : 'created'}`)
    )
    assert.lengthOf(await db.from('audit_events').where('action', 'schedules_created'), 1)
    await assert.rejects(() => take(...bodies, aJob()), /at most 1000/)
  })
})
