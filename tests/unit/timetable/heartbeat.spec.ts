import { test } from '@japa/runner'
import { FrozenClock } from '#app/clock'
import { Database } from '@adonisjs/lucid/database'
import app from '@adonisjs/core/services/app'
import Worker from '#models/worker'
import { withCleanDatabase } from '#tests/helpers/database'
import { Heartbeat } from '#timetable/heartbeat'

test.group('A heartbeat', (group) => {
  withCleanDatabase(group)

  async function aHeartbeat(clock: FrozenClock) {
    return new Heartbeat(await app.container.make(Database), clock)
  }

  test('is one row a process, with the last sign of life', async ({ assert }) => {
    const clock = new FrozenClock('2026-03-10T05:00:00Z')
    const heartbeat = await aHeartbeat(clock)
    await heartbeat.beat('scheduler')
    clock.advance({ minutes: 1 })
    await heartbeat.beat('scheduler')

    const [worker, ...others] = await Worker.all()
    assert.isEmpty(others)
    assert.containSubset(worker.$attributes, {
      id: heartbeat.id,
      role: 'scheduler',
      stoppedAt: null,
    })
    assert.equal(worker.heartbeatAt.diff(worker.startedAt).as('seconds'), 60)
  })

  test('tells two processes apart, the pid aside', async ({ assert }) => {
    const clock = new FrozenClock('2026-03-10T05:00:00Z')
    for (const heartbeat of [await aHeartbeat(clock), await aHeartbeat(clock)])
      await heartbeat.beat('scheduler')
    assert.lengthOf(await Worker.all(), 2)
  })

  test('that ends cleanly says so; a process that never beat says nothing', async ({ assert }) => {
    const clock = new FrozenClock('2026-03-10T05:00:00Z')
    const heartbeat = await aHeartbeat(clock)
    await heartbeat.stop()
    assert.isEmpty(await Worker.all())
    await heartbeat.beat('scheduler')
    await heartbeat.stop()
    assert.isNotNull((await Worker.firstOrFail()).stoppedAt)
  })
})
