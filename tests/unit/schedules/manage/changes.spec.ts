import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import type { ScheduleRequest } from '#schedules/manage/schedule_request'
import { InvalidSchedule } from '#schedules/manage/invalid_schedule'
import { withCleanDatabase } from '#tests/helpers/database'
import { auditTrail } from '#tests/helpers/audit_trail'
import {
  aScheduleDesk,
  anOccurrence,
  aRequest,
  storedSchedules,
} from '#tests/helpers/schedule_desk'

const actor = 'token:7'

/** A desk with one schedule: every day at eleven in Douala, an hour from now. */
async function aManagedSchedule(values: ScheduleRequest = { cron: '0 11 * * *' }) {
  const desk = await aScheduleDesk()
  const { schedule } = await desk.create(aRequest(values))
  const { id } = schedule
  return {
    ...desk,
    id,
    edit: (changes: ScheduleRequest, version = 1) => desk.edit.run({ id, version, changes, actor }),
    pause: (reason?: string) => desk.pause.run({ id, reason, actor }),
    resume: () => desk.resume.run({ id, actor }),
    remove: () => desk.delete.run({ id, actor }),
    async set(columns: Record<string, unknown>) {
      await db.from('schedules').where('id', id).update(columns)
    },
  }
}

async function lastAudit() {
  const { actor: who, action, subject, detail } = (await auditTrail()).at(-1)!
  return { who, action, subject, detail }
}

test.group('A schedule that is edited', (group) => {
  withCleanDatabase(group)

  const edits: [ScheduleRequest, ScheduleRequest, Record<string, unknown>][] = [
    [{}, { cron: '30 11 * * *' }, { cron: '30 11 * * *', nextRunAt: '2026-03-10T10:30:00Z' }],
    [{}, { timezone: 'UTC' }, { timezone: 'UTC', nextRunAt: '2026-03-16T09:00:00Z' }],
    [
      {},
      { intervalMs: 60_000 },
      { kind: 'interval', cron: null, intervalMs: 60_000, startsAt: '2026-03-10T09:00:00Z' },
    ],
    [
      { endsAt: '2026-05-01', startsAt: '2026-03-12' },
      { runAt: '2026-03-11T09:00Z' },
      { kind: 'once', cron: null, runAt: '2026-03-11T09:00:00Z', startsAt: null, endsAt: null },
    ],
    [
      { intervalMs: 60_000, startsAt: '2026-03-10T08:00:20Z' },
      { intervalMs: 120_000 },
      { startsAt: '2026-03-10T08:00:20Z', nextRunAt: '2026-03-10T09:00:20Z' },
    ],
    [
      { intervalMs: 60_000, startsAt: '2026-03-12', endsAt: '2026-05-01' },
      { cron: '@hourly' },
      { kind: 'cron', startsAt: null, endsAt: '2026-04-30T23:00:00Z' },
    ],
    [{ endsAt: '2026-05-01' }, { endsAt: null }, { endsAt: null }],
    [{}, { startsAt: '2026-04-01' }, { nextRunAt: '2026-04-06T08:00:00Z' }],
    [{ maxRuns: 3 }, { maxRuns: null, name: 'New' }, { maxRuns: null, name: 'New' }],
    [
      {},
      { payload: { text: 'new' }, priority: 'low', overlap: 'skip', missedRuns: 'skip' },
      { payload: { text: 'new' }, priority: 'low', overlap: 'skip', missedRuns: 'skip' },
    ],
  ]
  for (const [before, changes, after] of edits) {
    test(`${JSON.stringify(before)} by ${JSON.stringify(changes)}`, async ({ assert }) => {
      const { edit } = await aManagedSchedule(before)
      const result = await edit(changes)
      assert.equal(result.outcome, 'changed')
      assert.containsSubset(result, { schedule: { ...after, version: 2, enabled: true } })
    })
  }

  test('is written down without what is in it', async ({ assert }) => {
    const { id, edit } = await aManagedSchedule()
    await edit({ payload: { text: 'secret' }, cron: '0 12 * * *' })
    assert.deepEqual(await lastAudit(), {
      who: actor,
      action: 'schedule_edited',
      subject: `schedule:${id}`,
      detail: { columns: ['payload', 'cron', 'next_run_at'] },
    })
  })

  test('keeps what is due as long as its times are the same', async ({ assert }) => {
    const { edit, clock } = await aManagedSchedule()
    clock.advance({ hours: 2 })
    await edit({ name: 'New', cron: '0 11 * * *', timezone: 'Africa/Douala' })
    const [row] = await storedSchedules()
    assert.include(row, { name: 'New', version: 2 })
    assert.equal(await nextRunOf(), '2026-03-10T10:00:00Z')
  })

  test('with other times goes on from now, and says what was dropped', async ({ assert }) => {
    const { edit, clock } = await aManagedSchedule()
    clock.advance({ hours: 2 })
    await edit({ cron: '0 8 * * *' })
    assert.equal(await nextRunOf(), '2026-03-11T07:00:00Z')
    assert.equal((await lastAudit()).detail.dropped, '2026-03-10T10:00:00Z')
  })

  test('never runs again at a time it ran at', async ({ assert }) => {
    const { id, edit } = await aManagedSchedule({ intervalMs: 60_000 })
    await anOccurrence(id, '2026-03-10 09:00:00')
    await edit({ intervalMs: 30_000 })
    assert.equal(await nextRunOf(), '2026-03-10T09:00:30Z')
  })

  test('nothing to change changes nothing', async ({ assert }) => {
    const { edit } = await aManagedSchedule()
    assert.equal((await edit({})).outcome, 'unchanged')
    assert.equal((await edit({ name: 'Weekly note', cron: undefined })).outcome, 'unchanged')
    assert.lengthOf(await auditTrail(), 1)
  })

  test('of two at once, the second is told', async ({ assert }) => {
    const { edit } = await aManagedSchedule()
    const results = await Promise.all([edit({ name: 'One' }), edit({ name: 'Two' })])
    assert.sameMembers(
      results.map(({ outcome }) => outcome),
      ['changed', 'refused']
    )
    assert.containsSubset(results, [{ reason: 'changed_meanwhile' }])
  })

  test('stays disabled until it is resumed', async ({ assert }) => {
    const { edit, pause, resume } = await aManagedSchedule()
    await pause()
    const edited = await edit({ cron: '0 15 * * *' }, 2)
    assert.containsSubset(edited, {
      outcome: 'changed',
      schedule: { enabled: false, nextRunAt: null },
    })
    assert.containsSubset(await resume(), { schedule: { nextRunAt: '2026-03-10T14:00:00Z' } })
  })

  const refused: [ScheduleRequest, RegExp][] = [
    [{ appName: 'ring' }, /^appName: cannot be changed: create another schedule$/],
    [{ idempotencyKey: 'k' }, /^idempotencyKey: cannot be changed/],
    [{ payload: null }, /^payload.text: give a text$/],
    [{ cron: null }, /^kind: nothing says when it runs/],
    [{ kind: 'once' }, /^kind: "once" does not match the timing/],
    [{ cron: 'x' }, /^cron: /],
    [{ endsAt: '2026-03-10T09:30Z' }, /^endsAt: it would not run before its end/],
    [{ maxRuns: 2 }, /^maxRuns: it has run 2 times: give a higher number/],
    [{ next: 1 } as object, /^next: is not a known field/],
  ]
  for (const [changes, fault] of refused) {
    test(`is refused ${JSON.stringify(changes)}`, async ({ assert }) => {
      const { edit, set } = await aManagedSchedule()
      await set({ run_count: 2 })
      const error = await edit(changes).then(
        () => assert.fail('it was changed'),
        (thrown) => thrown
      )
      assert.instanceOf(error, InvalidSchedule)
      assert.match(error.message, fault)
      assert.equal((await storedSchedules())[0].version, 1)
    })
  }

  async function nextRunOf() {
    const [{ id }] = await storedSchedules()
    return (await (await aScheduleDesk()).find.run(id))!.nextRunAt
  }
})

test.group('A schedule that is paused', (group) => {
  withCleanDatabase(group)

  test('does not run until it is resumed, and who did it is known', async ({ assert }) => {
    const { id, pause, resume, clock } = await aManagedSchedule()
    clock.advance({ minutes: 90 })
    const paused = await pause('wrong text')
    assert.containsSubset(paused, {
      outcome: 'changed',
      schedule: {
        enabled: false,
        nextRunAt: null,
        disabledReason: 'paused',
        disabledDetail: 'wrong text',
        disabledBy: actor,
        disabledAt: '2026-03-10T10:30:00Z',
      },
    })
    assert.deepEqual(await lastAudit(), {
      who: actor,
      action: 'schedule_paused',
      subject: `schedule:${id}`,
      detail: { reason: 'wrong text', dropped: '2026-03-10T10:00:00Z' },
    })
    clock.advance({ days: 3 })
    const resumed = await resume()
    assert.containsSubset(resumed, {
      outcome: 'changed',
      schedule: {
        enabled: true,
        nextRunAt: '2026-03-14T10:00:00Z',
        disabledReason: null,
        disabledDetail: null,
        disabledAt: null,
        disabledBy: null,
        version: 3,
      },
    })
    assert.include(await lastAudit(), { action: 'schedule_resumed' })
  })

  test('twice is paused once; what runs is not resumed', async ({ assert }) => {
    const { pause, resume } = await aManagedSchedule()
    assert.equal((await resume()).outcome, 'unchanged')
    await pause('one')
    const again = await pause('two')
    assert.containsSubset(again, { outcome: 'unchanged', schedule: { disabledDetail: 'one' } })
  })

  test('is resumed after the time it ran at last', async ({ assert }) => {
    const { id, pause, resume } = await aManagedSchedule({ intervalMs: 60_000 })
    await anOccurrence(id, '2026-03-10 09:00:00')
    await pause()
    assert.containsSubset(await resume(), { schedule: { nextRunAt: '2026-03-10T09:01:00Z' } })
  })

  test('that a clock fired which was ahead by a day goes on from now when it is resumed', async ({
    assert,
  }) => {
    const { id, pause, resume } = await aManagedSchedule({ intervalMs: 60_000 })
    await anOccurrence(id, '2026-03-11 09:00:00')
    await pause()
    assert.containsSubset(await resume(), { schedule: { nextRunAt: '2026-03-10T09:00:00Z' } })
  })

  test('is not resumed when its time is past', async ({ assert }) => {
    const { pause, resume, edit, clock } = await aManagedSchedule({ runAt: '2026-03-10T10:00Z' })
    await pause()
    clock.advance({ hours: 2 })
    assert.include(await resume(), { outcome: 'refused', reason: 'no_run_left' })
    await edit({ runAt: '2026-03-10T12:00Z' }, 2)
    assert.equal((await resume()).outcome, 'changed')
  })

  test('is not resumed after its end', async ({ assert }) => {
    const { pause, resume, clock } = await aManagedSchedule({ endsAt: '2026-03-20' })
    await pause()
    clock.advance({ days: 20 })
    assert.include(await resume(), { outcome: 'refused', reason: 'no_run_left' })
  })

  test('one that has had all its runs is neither paused nor resumed, until it is given more', async ({
    assert,
  }) => {
    const { pause, resume, edit, set } = await aManagedSchedule({ maxRuns: 2 })
    await set({
      run_count: 2,
      enabled: false,
      next_run_at: null,
      disabled_reason: 'max_runs_reached',
    })
    assert.include(await pause(), { outcome: 'refused', reason: 'not_running' })
    assert.include(await resume(), { outcome: 'refused', reason: 'max_runs_reached' })
    await edit({ maxRuns: 3 })
    assert.equal((await resume()).outcome, 'changed')
  })

  test('a faulty one is resumed when it is mended', async ({ assert }) => {
    const { resume, edit, set } = await aManagedSchedule()
    await set({
      enabled: false,
      next_run_at: null,
      disabled_reason: 'faulty',
      disabled_detail: 'payload.text: give a text',
      payload: '{"text":7}',
    })
    const error = await resume().then(
      () => assert.fail('it was resumed'),
      (thrown) => thrown
    )
    assert.instanceOf(error, InvalidSchedule)
    assert.equal(error.message, 'payload.text: give a text')
    await edit({ payload: { text: 'mended' } })
    assert.containsSubset(await resume(), {
      outcome: 'changed',
      schedule: { disabledDetail: null },
    })
  })
})

test.group('A schedule that is deleted', (group) => {
  withCleanDatabase(group)

  test('runs no more, keeps its history, and what waits is called off', async ({ assert }) => {
    const { id, remove, occurrences, find } = await aManagedSchedule()
    await anOccurrence(id, '2026-03-08 10:00:00', { status: 'done' })
    await anOccurrence(id, '2026-03-09 10:00:00', { status: 'running' })
    await anOccurrence(id, '2026-03-10 08:00:00', {
      status: 'pending',
      next_attempt_at: '2026-03-10 09:05:00',
    })
    const result = await remove()
    assert.containsSubset(result, {
      outcome: 'changed',
      schedule: { enabled: false, nextRunAt: null, disabledReason: 'deleted', disabledBy: actor },
    })
    const history = await occurrences.run({ scheduleId: id, limit: 10 })
    assert.deepEqual(
      history.map(({ status, reason, nextAttemptAt }) => ({ status, reason, nextAttemptAt })),
      [
        { status: 'cancelled', reason: 'schedule_deleted', nextAttemptAt: null },
        { status: 'running', reason: null, nextAttemptAt: null },
        { status: 'done', reason: null, nextAttemptAt: null },
      ]
    )
    assert.deepEqual((await lastAudit()).detail, { cancelled: 1 })
    assert.include(await find.run(id), { disabledReason: 'deleted' })
  })

  test('is not there for any other change', async ({ assert }) => {
    const { id, remove, pause, resume, edit } = await aManagedSchedule()
    await remove()
    assert.equal((await remove()).outcome, 'unchanged')
    assert.deepEqual(await pause(), { outcome: 'not_found', id })
    assert.deepEqual(await resume(), { outcome: 'not_found', id })
    assert.deepEqual(await edit({ name: 'New' }, 2), { outcome: 'not_found', id })
  })

  test('that there is not cannot be changed either', async ({ assert }) => {
    const desk = await aScheduleDesk()
    const none = { outcome: 'not_found', id: 4_711 }
    assert.deepEqual(await desk.pause.run({ id: 4_711, actor }), none)
    assert.deepEqual(await desk.delete.run({ id: 4_711, actor }), none)
    assert.isUndefined(await desk.find.run(4_711))
  })
})
