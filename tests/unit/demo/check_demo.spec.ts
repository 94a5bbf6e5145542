import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { checkDemo } from '#demo/check_demo'

test.group('The check at the end of the demo', () => {
  test('allows arrivals to bunch on a busy machine, and no limit that is broken', async ({
    assert,
  }) => {
    const faultsAt = async (maxInAnySlidingSecond: number) => {
      const faults = await checkDemo({
        messages: [],
        journal: [],
        report: { maxInAnySlidingSecond },
        health: { status: 'warn' },
        ratePerSecond: 5,
        root: app.makePath(),
      })
      return faults.filter((fault) => fault.includes('in one second'))
    }
    assert.deepEqual(await faultsAt(5), [])
    assert.deepEqual(await faultsAt(6), [])
    assert.deepEqual(await faultsAt(10), ['Orange saw 10 requests in one second, allowed are 5'])
  })
})
