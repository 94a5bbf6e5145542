import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { withCleanDatabase } from '#tests/helpers/database'
import { secondConnection } from '#tests/helpers/second_connection'
import { aScheduleDesk, aRequest, awa, storedSchedules } from '#tests/helpers/schedule_desk'

const KEY = 'order 4711'

test.group('A request that comes again with its idempotency key', (group) => {
  withCleanDatabase(group)

  test('is answered with the schedule that there is', async ({ assert }) => {
    const { create, clock } = await aScheduleDesk()
    const request = aRequest({ intervalMs: 60_000, idempotencyKey: KEY })
    const first = await create(request)
    clock.advance({ minutes: 5 })
    const again = await create(request)
    assert.deepEqual(again, {
      outcome: 'existing',
      schedule: first.schedule,
      sameRequest: true,
    })
    assert.lengthOf(await storedSchedules(), 1)
  })

  test('also when what it asks for would be refused by now', async ({ assert }) => {
    const { create, clock } = await aScheduleDesk()
    const once = aRequest({ runAt: '2026-03-10T10:00:00Z', idempotencyKey: KEY })
    const bounded = aRequest({ endsAt: '2026-04-01', idempotencyKey: 'bounded' })
    const first = await create(once)
    await create(bounded)
    clock.advance({ days: 29 })
    await db.from('schedules').update({ enabled: false, next_run_at: null })
    const again = await create(once)
    assert.include(again, { outcome: 'existing', sameRequest: true })
    assert.equal(again.schedule.id, first.schedule.id)
    assert.include(await create(bounded), { outcome: 'existing', sameRequest: true })
  })

  for (const other of [
    { payload: { text: 'goodbye' } },
    { cron: '0 10 * * 1' },
    { name: 'Other' },
    { priority: 'high' },
    { maxRuns: 2 },
    { timezone: 'Europe/Paris' },
    { startsAt: '2026-03-12' },
    { appName: 'ring' },
  ]) {
    test(`is told when it asks for something else: ${Object.keys(other)}`, async ({ assert }) => {
      const { create } = await aScheduleDesk()
      await create(aRequest({ idempotencyKey: KEY }))
      const again = await create(aRequest({ idempotencyKey: KEY, ...other }))
      assert.include(again, { outcome: 'existing', sameRequest: false })
      assert.equal(again.schedule.name, 'Weekly note')
    })
  }

  test('after retention has deleted it, is made anew', async ({ assert }) => {
    const { create } = await aScheduleDesk()
    const first = await create(aRequest({ idempotencyKey: KEY }))
    await db.from('schedules').delete()
    const again = await create(aRequest({ idempotencyKey: KEY }))
    assert.equal(again.outcome, 'created')
    assert.notEqual(again.schedule.id, first.schedule.id)
  })

  test('from several processes at once, one makes it and all get it', async ({
    assert,
    cleanup,
  }) => {
    const desks = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const { db: own, close } = await secondConnection()
        cleanup(close)
        return aScheduleDesk({ db: own })
      })
    )
    for (let round = 0; round < 10; round++) {
      const request = aRequest({ idempotencyKey: `round ${round}` })
      const answers = await Promise.all(desks.map(({ create }) => create(request)))
      assert.lengthOf(
        answers.filter(({ outcome }) => outcome === 'created'),
        1
      )
      assert.lengthOf(new Set(answers.map(({ schedule }) => schedule.id)), 1)
    }
    assert.lengthOf(await storedSchedules(), 10)
  })

  test('two batches at once in opposite order make each once', async ({ assert, cleanup }) => {
    const { db: own, close } = await secondConnection()
    cleanup(close)
    const [one, other] = [await aScheduleDesk(), await aScheduleDesk({ db: own })]
    const requests = Array.from({ length: 300 }, (_, n) => aRequest({ idempotencyKey: `k${n}` }))
    const answers = await Promise.all([
      one.createMany.run(requests, awa),
      other.createMany.run([...requests].reverse(), awa),
    ])
    assert.lengthOf(await storedSchedules(), 300)
    const outcomes = answers.flat().map(({ outcome }) => outcome)
    assert.lengthOf(
      outcomes.filter((outcome) => outcome === 'created'),
      300
    )
    assert.lengthOf(
      outcomes.filter((outcome) => outcome === 'existing'),
      300
    )
  })
})
