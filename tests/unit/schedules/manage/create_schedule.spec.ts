import { test } from '@japa/runner'
import type { ScheduleRequest } from '#schedules/manage/schedule_request'
import { withCleanDatabase } from '#tests/helpers/database'
import { auditTrail } from '#tests/helpers/audit_trail'
import { aScheduleDesk, aRequest, awa, storedSchedules } from '#tests/helpers/schedule_desk'
import { TEST_NOW, now } from '#tests/helpers/test_clock'

test.group('A schedule that is made', (group) => {
  withCleanDatabase(group)

  test('is returned as it is stored', async ({ assert }) => {
    const { create, find } = await aScheduleDesk()
    for (const request of [
      aRequest({ endsAt: '2027-01-01', maxRuns: 9, priority: 'high', overlap: 'skip' }),
      aRequest({ intervalMs: 90_000, startsAt: '2026-03-11 09:00:00.5', missedRuns: 'skip' }),
      aRequest({ runAt: '2026-03-29 02:30:00', timezone: 'Europe/Paris', idempotencyKey: 'k' }),
      aRequest({ runAt: '2026-03-29T02:30:00+01:00' }),
    ]) {
      const { schedule } = await create(request)
      const { nextRuns, ...stored } = (await find.run(schedule.id))!
      assert.deepEqual(schedule, stored)
    }
  })

  test('has its time, what was not said has its default, and who made it is known', async ({
    assert,
  }) => {
    const { create } = await aScheduleDesk()
    const { outcome, schedule } = await create({
      appName: 'note',
      payload: { text: 'hello', unwanted: true },
      cron: ' 0  9 * * 1 ',
    })
    assert.equal(outcome, 'created')
    const { id, ...rest } = schedule
    assert.deepEqual(rest, {
      name: 'note',
      appName: 'note',
      kind: 'cron',
      cron: '0 9 * * 1',
      intervalMs: null,
      runAt: null,
      timezone: 'Africa/Douala',
      payload: { text: 'hello' },
      priority: 'normal',
      startsAt: null,
      endsAt: null,
      nextRunAt: '2026-03-16T08:00:00Z',
      lastRunAt: null,
      runCount: 0,
      maxRuns: null,
      missedRuns: 'once',
      overlap: 'allow',
      enabled: true,
      disabledReason: null,
      disabledDetail: null,
      disabledAt: null,
      disabledBy: null,
      idempotencyKey: null,
      source: 'cli',
      createdBy: 'cli:awa',
      version: 1,
      createdAt: TEST_NOW,
      updatedAt: TEST_NOW,
    })
    assert.deepEqual(await auditTrail(), [
      {
        actor: 'cli:awa',
        action: 'schedules_created',
        subject: `schedule:${id}`,
        detail: { source: 'cli', count: 1, firstId: id, lastId: id },
      },
    ])
  })

  const times: [string, ScheduleRequest, string][] = [
    ['a local time', { runAt: '2026-03-10 15:30:00' }, '2026-03-10T14:30:00Z'],
    [
      'a local time of its own zone',
      { runAt: '2026-03-10 15:30', timezone: 'Asia/Kathmandu' },
      '2026-03-10T09:45:00Z',
    ],
    ['an instant', { runAt: '2026-03-10T15:30:00+05:45' }, '2026-03-10T09:45:00Z'],
    ['part of a second', { runAt: '2026-03-10T09:45:00.001Z' }, '2026-03-10T09:45:01Z'],
    ['an object', { runAt: now.plus({ hours: 1 }) }, '2026-03-10T10:00:00Z'],
    ['a date', { runAt: now.plus({ hours: 1 }).toJSDate() }, '2026-03-10T10:00:00Z'],
    ['a time just past: due at once', { runAt: '2026-03-10T08:00:00Z' }, '2026-03-10T08:00:00Z'],
    ['a day ago', { runAt: '2026-03-09T09:00:00Z' }, '2026-03-09T09:00:00Z'],
    [
      'a time that clocks skip',
      { runAt: '2026-03-29 02:30', timezone: 'Europe/Paris' },
      '2026-03-29T01:00:00Z',
    ],
    [
      'a time that comes twice',
      { runAt: '2026-10-25 02:30', timezone: 'Europe/Paris' },
      '2026-10-25T00:30:00Z',
    ],
    ['a preset', { cron: '@daily' }, '2026-03-10T23:00:00Z'],
    ['a cron time that is now', { cron: '0 10 * * *' }, '2026-03-10T09:00:00Z'],
    ['an interval, from now', { intervalMs: 60_000 }, '2026-03-10T09:00:00Z'],
    [
      'an interval with an earlier start keeps to it',
      { intervalMs: 60_000, startsAt: '2026-03-10T08:00:30Z' },
      '2026-03-10T09:00:30Z',
    ],
    [
      'an interval with a later start',
      { intervalMs: 60_000, startsAt: '2026-03-12' },
      '2026-03-11T23:00:00Z',
    ],
    [
      'cron with a start',
      { cron: '0 9 * * 1', startsAt: '2026-03-17', endsAt: '2026-04-01' },
      '2026-03-23T08:00:00Z',
    ],
  ]
  for (const [what, request, next] of times) {
    test(`runs at ${what}`, async ({ assert }) => {
      const { create } = await aScheduleDesk()
      const { schedule } = await create({ appName: 'note', payload: { text: 'a' }, ...request })
      assert.equal(schedule.nextRunAt, next)
    })
  }

  test('keeps what was said of it', async ({ assert }) => {
    const { create } = await aScheduleDesk()
    const request = {
      name: 'Ring',
      appName: 'ring',
      payload: { deep: [1, { é: '\u0000' }] },
      kind: 'interval',
      intervalMs: 1_000,
      timezone: 'Europe/Paris',
      startsAt: '2026-03-11T00:00:00Z',
      endsAt: '2026-03-12T00:00:00Z',
      maxRuns: 7,
      priority: 'high',
      missedRuns: 'skip',
      overlap: 'skip',
      idempotencyKey: 'k'.repeat(200),
    }
    const { schedule } = await create(request)
    assert.containsSubset(schedule, request)
    const [row] = await storedSchedules()
    assert.equal(row.priority, 1)
  })
})

test.group('Many schedules', (group) => {
  withCleanDatabase(group)

  test('are made at once, each request with its own answer', async ({ assert }) => {
    const { createMany, create } = await aScheduleDesk()
    const known = await create(aRequest({ idempotencyKey: 'known' }))
    const requests = Array.from({ length: 1_500 }, (_, n) =>
      aRequest({ name: `n${n}`, idempotencyKey: n % 3 === 0 ? `key ${n}` : undefined })
    )
    requests[10] = { appName: 'nope' }
    requests[20] = aRequest({ name: 'again', idempotencyKey: 'key 12' })
    requests[30] = aRequest({ idempotencyKey: 'known' })

    const creations = await createMany.run(requests, awa)

    assert.lengthOf(await storedSchedules(), 1_498)
    for (const [n, creation] of creations.entries()) {
      if (n === 10) assert.equal(creation.outcome, 'refused')
      else if (n === 20) assert.include(creation, { outcome: 'existing', sameRequest: false })
      else if (n === 30) assert.include(creation, { outcome: 'existing', sameRequest: true })
      else {
        assert.equal(creation.outcome, 'created')
        assert.equal((creation as any).schedule.name, `n${n}`)
      }
    }
    assert.equal((creations[20] as any).schedule.name, 'n12')
    assert.equal((creations[30] as any).schedule.id, known.schedule.id)
    const [, audit] = await auditTrail()
    assert.include(audit.detail, { count: 1_497 })
  })

  test('of no request nothing is made', async ({ assert }) => {
    const { createMany } = await aScheduleDesk()
    assert.deepEqual(await createMany.run([], awa), [])
    assert.deepEqual(await createMany.run([{}], awa).then(([{ outcome }]) => outcome), 'refused')
    assert.isEmpty(await auditTrail())
  })
})
