import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import { RunningWork } from '#services/running_work'

test.group('Running work', () => {
  test('is told to end and is waited for', async ({ assert }) => {
    const work = new RunningWork()
    const log: string[] = []
    const running = work.run(async (signal) => {
      while (!signal.aborted) await delay(1)
      await delay(20)
      log.push('written down')
    })
    await work.drain(5_000)
    assert.deepEqual(log, ['written down'])
    await running
  })

  test('that fails does not keep the process from ending', async ({ assert }) => {
    const work = new RunningWork()
    const failing = work.run(async () => {
      await delay(5)
      throw new Error('no')
    })
    await work.drain(5_000)
    await assert.rejects(() => failing, 'no')
  })

  test('of one name is done in turn, of another beside it', async ({ assert }) => {
    const work = new RunningWork()
    const log: string[] = []
    const step = (name: string, ms: number) => async () => {
      log.push(`${name} begins`)
      await delay(ms)
      log.push(`${name} ends`)
    }
    await Promise.all([
      work.inTurn('sweep', step('first', 20)),
      work.inTurn('sweep', step('second', 1)),
      work.inTurn('cleanup', step('cleanup', 1)),
    ])
    assert.deepEqual(
      log.filter((line) => !line.startsWith('cleanup')),
      ['first begins', 'first ends', 'second begins', 'second ends']
    )
    assert.isBelow(log.indexOf('cleanup ends'), log.indexOf('first ends'))
  })

  test('goes on in turn after one has failed, and the drain waits for those who still wait', async ({
    assert,
  }) => {
    const work = new RunningWork()
    const log: string[] = []
    const failing = work.inTurn('sweep', async () => {
      await delay(5)
      throw new Error('no')
    })
    const next = work.inTurn('sweep', async (signal) =>
      log.push(signal.aborted ? 'stopped' : 'swept')
    )
    await Promise.all([work.drain(5_000), assert.rejects(() => failing, 'no')])
    assert.deepEqual(log, ['stopped'])
    await next
  })
})
