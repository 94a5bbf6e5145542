import { test } from '@japa/runner'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { latestRun, nextRun } from '#schedules/next_run'
import type { Timing } from '#schedules/timing'

const utc = (text: string) => DateTime.fromISO(text, { zone: 'utc' })
const anInstant = fc
  .integer({ min: 0, max: 4_000_000_000 })
  .map((seconds) => DateTime.fromSeconds(seconds, { zone: 'utc' }))

test.group('The next run of a schedule', () => {
  test('once is once', ({ assert }) => {
    const once: Timing = { kind: 'once', runAt: utc('2026-03-10T09:00:00Z') }
    assert.equal(nextRun(once, utc('2026-03-10T08:59:59Z'))!.toISO(), '2026-03-10T09:00:00.000Z')
    assert.isNull(nextRun(once, utc('2026-03-10T09:00:00Z')))
  })

  test('start and end bound it: the start included, the end not', ({ assert }) => {
    const bounded: Timing = {
      kind: 'cron',
      cron: '0 9 * * *',
      timezone: 'UTC',
      startsAt: utc('2026-03-10T09:00:00Z'),
      endsAt: utc('2026-03-11T09:00:00Z'),
    }
    assert.equal(nextRun(bounded, utc('2026-01-01T00:00:00Z'))!.toISO(), '2026-03-10T09:00:00.000Z')
    assert.isNull(nextRun(bounded, utc('2026-03-10T09:00:00Z')))
  })

  test('an interval that is no whole second keeps to its start for ever', ({ assert }) => {
    const startsAt = utc('2026-03-10T09:00:00Z')
    const every: Timing = { kind: 'interval', intervalMs: 1_500, startsAt }
    const seconds: number[] = []
    let run = nextRun(every, startsAt.minus({ seconds: 1 }))!
    while (seconds.length < 6) {
      seconds.push(run.diff(startsAt).as('seconds'))
      run = nextRun(every, run)!
    }
    assert.deepEqual(seconds, [0, 2, 3, 5, 6, 8])
    const later = nextRun(every, startsAt.plus({ years: 1 }))!
    assert.isBelow(later.diff(startsAt).as('milliseconds') % 1_500, 1_000)
  })

  test('runs of an interval follow each other without a double, a miss or a drift', ({
    assert,
  }) => {
    fc.assert(
      fc.property(
        anInstant,
        fc.integer({ min: 1_000, max: 100_000_000 }),
        fc.integer({ min: 0, max: 10_000 }),
        (startsAt, intervalMs, n) => {
          const every: Timing = { kind: 'interval', intervalMs, startsAt }
          const exact = startsAt.plus({ milliseconds: intervalMs * n })
          const second = Math.ceil(exact.toSeconds())
          const run = nextRun(every, DateTime.fromSeconds(second - 1, { zone: 'utc' }))!
          assert.equal(run.toSeconds(), second)
          const next = nextRun(every, run)!
          assert.isTrue(next > run && next >= exact.plus({ milliseconds: intervalMs }))
          assert.deepEqual(latestRun(every, startsAt.minus({ seconds: 1 }), run), run)
        }
      ),
      { numRuns: 1_000 }
    )
  })

  test('the latest run lies after what was done and not after now', ({ assert }) => {
    const daily: Timing = { kind: 'cron', cron: '0 9 * * *', timezone: 'UTC' }
    const latest = (after: string, now: string) => latestRun(daily, utc(after), utc(now))?.toISO()
    assert.equal(latest('2026-03-01T09:00:00Z', '2026-03-10T12:00:00Z'), '2026-03-10T09:00:00.000Z')
    assert.isUndefined(latest('2026-03-10T09:00:00Z', '2026-03-10T12:00:00Z'))
    const ended: Timing = { ...daily, endsAt: utc('2026-03-05T09:00:00Z') }
    assert.equal(
      latestRun(ended, utc('2026-03-01T09:00:00Z'), utc('2026-03-10T12:00:00Z'))!.toISO(),
      '2026-03-04T09:00:00.000Z'
    )
  })
})
