import { test } from '@japa/runner'
import { cancelWaiting } from '#schedules/manage/cancel_waiting'
import { withCleanDatabase } from '#tests/helpers/database'
import { countTable, listeningClient, planOf } from '#tests/helpers/query_plans'
import { aScheduleRow } from '#tests/helpers/schedule_rows'
import { aScheduleDesk, anOccurrence, aRequest, awa } from '#tests/helpers/schedule_desk'

test.group('Schedules that are shown', (group) => {
  withCleanDatabase(group)

  test('the latest made first, page by page, filtered', async ({ assert }) => {
    const { createMany, list, pause } = await aScheduleDesk()
    const requests = Array.from({ length: 7 }, (_, n) =>
      aRequest({
        name: `s${n}`,
        ...(n % 2 ? { intervalMs: 60_000 } : {}),
        appName: n < 3 ? 'ring' : 'note',
      })
    )
    const made = await createMany.run(requests, awa)
    const ids = made.map((creation) => (creation as any).schedule.id)
    await pause.run({ id: ids[6], actor: 'cli:awa' })
    const names = async (filter: object) =>
      (await list.run({ limit: 3, ...filter })).map(({ name }) => name)

    assert.deepEqual(await names({}), ['s6', 's5', 's4'])
    assert.deepEqual(await names({ beforeId: ids[4] }), ['s3', 's2', 's1'])
    assert.deepEqual(await names({ enabled: true }), ['s5', 's4', 's3'])
    assert.deepEqual(await names({ enabled: false }), ['s6'])
    assert.deepEqual(await names({ appName: 'ring', kind: 'cron' }), ['s2', 's0'])
    assert.deepEqual(await names({ appName: 'nope' }), [])
  })

  test('those that run, however many are over, along their index', async ({ assert }) => {
    const { list } = await aScheduleDesk()
    for (let n = 0; n < 200; n++) await aScheduleRow({ enabled: n % 50 === 0 })
    await countTable('schedules')
    assert.lengthOf(await list.run({ enabled: true, limit: 10 }), 4)

    const { client, statements } = listeningClient()
    const { list: heard } = await aScheduleDesk({ db: { connection: () => client } as any })
    await heard.run({ enabled: true, limit: 10 })
    assert.include(await planOf(statements[0], { counted: true }), 'schedules_enabled')
  })

  test('one with the next times it runs', async ({ assert }) => {
    const { create, find, clock } = await aScheduleDesk()
    const coming = async (values: object) => {
      const { schedule } = await create(aRequest(values))
      return (await find.run(schedule.id))!.nextRuns
    }
    assert.deepEqual(await coming({ cron: '0 9 * * 1' }), [
      '2026-03-16T08:00:00Z',
      '2026-03-23T08:00:00Z',
      '2026-03-30T08:00:00Z',
    ])
    assert.lengthOf(await coming({ maxRuns: 2 }), 2)
    assert.lengthOf(await coming({ endsAt: '2026-03-17' }), 1)
    assert.deepEqual(await coming({ runAt: '2026-03-10T10:00Z' }), ['2026-03-10T10:00:00Z'])
    const { schedule } = await create(aRequest({ intervalMs: 60_000 }))
    clock.advance({ minutes: 10, seconds: 5 })
    assert.deepEqual(
      (await find.run(schedule.id))!.nextRuns,
      ['2026-03-10T09:00:00Z', '2026-03-10T09:11:00Z', '2026-03-10T09:12:00Z'],
      'what is due, then what comes'
    )
  })

  test('its history page by page, the latest first, along the index', async ({ assert }) => {
    const { create, occurrences } = await aScheduleDesk()
    const { schedule } = await create(aRequest())
    const other = await create(aRequest())
    for (let n = 1; n <= 5; n++) {
      await anOccurrence(schedule.id, `2026-03-0${n} 09:00:00`)
      await anOccurrence(other.schedule.id, `2026-03-0${n} 09:00:00`)
    }
    const first = await occurrences.run({ scheduleId: schedule.id, limit: 2 })
    assert.deepEqual(
      first.map(({ occurrenceAt }) => occurrenceAt),
      ['2026-03-05T09:00:00Z', '2026-03-04T09:00:00Z']
    )
    const page = { scheduleId: schedule.id, beforeId: first[1].id, limit: 10 }
    assert.lengthOf(await occurrences.run(page), 3)

    const { client, statements } = listeningClient()
    const { occurrences: heard } = await aScheduleDesk({ db: { connection: () => client } as any })
    await heard.run(page)
    const plan = await planOf(statements[0])
    assert.include(plan, 'schedule_occurrences_schedule_id_occurrence_at_unique')
    assert.notMatch(plan, /scan schedule_occurrences\b(?! using)/i)
    assert.notMatch(plan, /temp b-tree|sort/i)
  })

  test('what waits of a schedule that is deleted is found along the index', async ({ assert }) => {
    const { client, statements } = listeningClient()
    await cancelWaiting(client, 1, '2026-03-10 09:00:00')
    assert.include(await planOf(statements[0]), 'schedule_occurrences_open')
  })
})
