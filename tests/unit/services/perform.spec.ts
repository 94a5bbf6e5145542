import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import { inject } from '@adonisjs/core'
import { Clock } from '#app/clock'
import { RunningWork } from '#services/running_work'

@inject()
class Action {
  constructor(private readonly clock: Clock) {}

  run(signal: AbortSignal) {
    return { made: this.clock instanceof Clock, aborted: signal.aborted }
  }
}

test.group('An action that is performed', () => {
  test('is loaded when it is called for, made by the container, and returns', async ({
    assert,
  }) => {
    const work = new RunningWork()
    const done = await work.perform(
      async () => Action,
      (action, signal) => action.run(signal)
    )
    assert.deepEqual(done, { made: true, aborted: false })
  })

  test('is waited for from the load on when the process ends', async ({ assert }) => {
    const work = new RunningWork()
    const load = () => delay(20).then(() => Action)
    const performed = work.perform(load, (action, signal) => action.run(signal), 'slow')
    assert.deepEqual(work.underWay, ['slow'])
    assert.isTrue(await work.drain(5_000))
    assert.deepEqual(work.underWay, [])
    assert.isTrue((await performed).aborted)
  })
})
