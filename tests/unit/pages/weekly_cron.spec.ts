import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { readWeeklyCron, weeklyCron } from '#app/pages/schedules/weekly_cron'
import { findCronProblem } from '#schedules/find_cron_problem'

test.group('A time on days of the week', () => {
  test('is a cron expression, and is read from one', ({ assert }) => {
    const times = [
      [{ days: ['1'], time: '08:00' }, '0 8 * * 1'],
      [{ days: ['1', '4', '7'], time: '23:59' }, '59 23 * * 1,4,7'],
      [{ days: ['1', '2', '3', '4', '5', '6', '7'], time: '00:05' }, '5 0 * * *'],
    ] as const
    for (const [weekly, cron] of times) {
      assert.equal(weeklyCron({ ...weekly, days: [...weekly.days] }), cron)
      assert.deepEqual(readWeeklyCron(cron), { ...weekly, days: [...weekly.days] })
      assert.isUndefined(findCronProblem(cron, 'Africa/Douala', DateTime.utc(2026, 3, 10)))
    }
    assert.deepEqual(readWeeklyCron('0 9 * * 0'), { days: ['7'], time: '09:00' })
  })

  test('needs a day and a time of the clock', ({ assert }) => {
    for (const time of ['', '24:00', '8:00', '08:60', '08:00:00'])
      assert.equal(weeklyCron({ days: ['1'], time }), '', time)
    for (const days of [[], ['0'], ['8'], ['Monday']])
      assert.equal(weeklyCron({ days, time: '08:00' }), '', days.join())
  })

  test('is not read from expressions that say more', ({ assert }) => {
    const others = [
      ...['*/5 8 * * 1', '0 8 1 * 1', '0 8 * 3 1', '0 8 * * 1-5', '0 8 * * 1#2', '0 8 * * MON'],
      ...['0 24 * * 1', '60 8 * * 1', '0,30 8 * * 1', '0 * * * *', ''],
    ]
    for (const cron of others) assert.isUndefined(readWeeklyCron(cron), cron)
  })
})
