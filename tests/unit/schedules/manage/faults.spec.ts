import { test } from '@japa/runner'
import fc from 'fast-check'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { checkSchedule } from '#schedules/manage/check_schedule'
import { REQUEST_FIELDS, type ScheduleRequest } from '#schedules/manage/schedule_request'
import { InvalidSchedule } from '#schedules/manage/invalid_schedule'
import { withCleanDatabase } from '#tests/helpers/database'
import { auditTrail } from '#tests/helpers/audit_trail'
import { note, ring } from '#tests/helpers/job_handlers'
import { aScheduleDesk, aRequest, storedSchedules } from '#tests/helpers/schedule_desk'
import { now } from '#tests/helpers/test_clock'

const handlers = new JobHandlers([note, ring])
const check = (request: ScheduleRequest) =>
  checkSchedule(request, handlers, { now, timezone: 'Africa/Douala' })

/** Each in an otherwise usable request: `field: message`. */
const FAULTS: [ScheduleRequest, RegExp][] = [
  [{ appName: 'sns' }, /^appName: "sns" is not a job .* give one of note, ring$/],
  [{ appName: undefined }, /^appName: the job is missing: give one of note, ring$/],
  [{ appName: { name: 'note' } }, /^appName: an object is not a job/],
  [{ payload: { text: 7 } }, /^payload.text: give a text$/],
  [{ payload: undefined }, /^payload.text: give a text$/],
  [{ appName: 'ring', payload: { text: 'é'.repeat(40_000) } }, /^payload: it has 80011 bytes/],
  [{ name: '' }, /^name: give a text of 1 to 200 characters/],
  [{ name: 'n'.repeat(201) }, /^name: give a text/],
  [{ name: 'one\ntwo' }, /^name: give a text/],
  [{ name: '\ud800' }, /^name: give a text/],
  [{ name: 7 }, /^name: give a text/],
  [{ cron: undefined }, /^kind: nothing says when it runs: give one instant/],
  [{ cron: '0 9 * * 1', runAt: '2026-03-11T09:00Z' }, /^kind: more than one field says/],
  [{ cron: '0 9 * * 1', intervalMs: 60_000 }, /^kind: more than one field says/],
  [{ kind: 'interval' }, /^kind: "interval" does not match the timing.* give "cron"$/],
  [{ kind: 'weekly' }, /^kind: "weekly" does not match the timing/],
  [{ cron: 'every monday' }, /^cron: The cron expression "every monday" cannot be used/],
  [{ cron: '0 0 9 * * 1' }, /^cron: The cron expression "0 0 9 \* \* 1" cannot be used/],
  [{ cron: '61 * * * *' }, /^cron: The cron expression "61 \* \* \* \*" cannot be used/],
  [{ cron: '' }, /^cron: "" cannot be used: give five fields/],
  [{ cron: 9 }, /^cron: 9 cannot be used: give five fields/],
  [{ cron: `${'1,'.repeat(60)}1 9 * * 1` }, /^cron: .* cannot be used: .* at most 120/],
  [{ cron: '0 9 30 2 *' }, /^cron: "0 9 30 2 \*" never runs/],
  [{ intervalMs: 999 }, /^intervalMs: 999 cannot be used: give whole milliseconds from 1000/],
  [{ intervalMs: 1_000.5 }, /^intervalMs: 1000.5 cannot be used/],
  [{ intervalMs: '60000' }, /^intervalMs: "60000" cannot be used/],
  [{ intervalMs: 367 * 86_400_000 }, /^intervalMs: .* to 31622400000 \(366 days\)$/],
  [{ intervalMs: Number.NaN }, /^intervalMs: NaN cannot be used/],
  [{ runAt: 'tomorrow' }, /^runAt: "tomorrow" cannot be read: give an instant such as/],
  [{ runAt: '2026-03-11' }, /^runAt: "2026-03-11" cannot be read/],
  [{ runAt: '2026-02-30 09:00' }, /^runAt: "2026-02-30 09:00" cannot be read/],
  [{ runAt: '3026-03-11 09:00' }, /^runAt: .* cannot be read/],
  [{ runAt: 1_773_219_600 }, /^runAt: 1773219600 cannot be read/],
  [{ runAt: '2026-03-09T08:59:59Z' }, /^runAt: .* is more than 24 hours past/],
  [
    { runAt: '2026-03-11T09:00Z', startsAt: '2026-03-10T09:00Z' },
    /^startsAt: only applies to a cron expression or an interval/,
  ],
  [{ runAt: '2026-03-11T09:00Z', endsAt: '2026-03-12' }, /^endsAt: only applies to a cron/],
  [{ timezone: 'Douala' }, /^timezone: "Douala" is not a time zone: give an IANA name/],
  [{ timezone: '+01:00' }, /^timezone: "\+01:00" is not a time zone/],
  [{ timezone: 1 }, /^timezone: 1 is not a time zone/],
  [{ startsAt: 'soon' }, /^startsAt: "soon" cannot be read: give an instant .*, or a date$/],
  [{ endsAt: '2026-03-10T09:00:00Z' }, /^endsAt: .* is past: give a later time$/],
  [{ startsAt: '2026-04-01', endsAt: '2026-04-01' }, /^endsAt: .* is not after the start/],
  [{ intervalMs: 60_000, endsAt: '2026-03-10T08:00Z' }, /^endsAt: .* is past/],
  [
    { endsAt: '2026-03-12' },
    /^endsAt: it would not run before its end: the first time is 2026-03-16T08:00:00Z$/,
  ],
  [{ maxRuns: 0 }, /^maxRuns: 0 cannot be used: give a whole number from 1/],
  [{ maxRuns: 1.5 }, /^maxRuns: 1.5 cannot be used/],
  [{ maxRuns: '3' }, /^maxRuns: "3" cannot be used/],
  [{ maxRuns: 2 ** 31 }, /^maxRuns: 2147483648 cannot be used/],
  [{ priority: 'urgent' }, /^priority: "urgent" cannot be used: give normal or high or low$/],
  [{ priority: 1 }, /^priority: 1 cannot be used/],
  [{ missedRuns: 'all' }, /^missedRuns: "all" cannot be used: give once or skip$/],
  [{ overlap: 'wait' }, /^overlap: "wait" cannot be used: give allow or skip$/],
  [{ idempotencyKey: 'k'.repeat(201) }, /^idempotencyKey: give a text of 1 to 200/],
  [{ idempotencyKey: ' ' }, /^idempotencyKey: give a text/],
  [{ idempotencyKey: 7 }, /^idempotencyKey: give a text/],
  [{ runat: '2026-03-11T09:00Z' } as object, /^runat: is not a known field/],
  [{ '690 00 00 00': true } as object, /^a field: is not a known field/],
]

test.group('A schedule that cannot be made', (group) => {
  withCleanDatabase(group)

  for (const [values, fault] of FAULTS) {
    test(`because of ${JSON.stringify(values).slice(0, 60)}`, ({ assert }) => {
      const found = check({ ...aRequest(values), ...values })
      const faults = found.usable ? [] : found.faults
      assert.lengthOf(faults, 1)
      assert.match(`${faults[0].field}: ${faults[0].message}`, fault)
    })
  }

  test('is told all that is wrong with it, and is not made', async ({ assert }) => {
    const { create } = await aScheduleDesk()
    const request = {
      name: '',
      appName: 'nope',
      cron: 'nope',
      timezone: 'nope',
      startsAt: 'nope',
      endsAt: '2020-01-01',
      maxRuns: 0,
      priority: 'nope',
      missedRuns: 'nope',
      overlap: 'nope',
      idempotencyKey: '',
    }
    const error: InvalidSchedule = await create(request).then(
      () => assert.fail('it was made'),
      (thrown) => thrown
    )
    assert.instanceOf(error, InvalidSchedule)
    assert.sameMembers(
      error.faults.map(({ field }) => field),
      Object.keys(request)
    )
    assert.equal(error.message.split('\n').length, error.faults.length)
    assert.isEmpty(await storedSchedules())
    assert.isEmpty(await auditTrail())
  })

  test('whatever is asked, the answer is a schedule that runs or faults', ({ assert }) => {
    const value = fc.oneof(
      fc.anything(),
      fc.jsonValue(),
      fc.constantFrom(
        'note',
        'UTC',
        '0 9 * * 1',
        '2026-03-10 15:30:00',
        60_000,
        'high',
        'skip',
        'interval'
      )
    )
    const request = fc.record(Object.fromEntries(REQUEST_FIELDS.map((field) => [field, value])), {
      requiredKeys: [],
    })
    fc.assert(
      fc.property(request, (asked) => {
        const found = check(asked)
        if (found.usable)
          assert.match(found.schedule.next_run_at, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
        else assert.isNotEmpty(found.faults)
      }),
      { numRuns: 2_000 }
    )
  })
})
