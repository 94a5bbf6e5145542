import { test } from '@japa/runner'
import { type DateTime } from 'luxon'
import { FrozenClock } from '#app/clock'
import SchedulerRun from '#models/scheduler_run'
import { cleanDatabase } from '#tests/helpers/database'
import { share } from '#tests/helpers/delivery_checker'
import { secondConnection } from '#tests/helpers/second_connection'
import { trials } from '#tests/reliability/support/scale'
import { aScheduler, JUST_PAST_SIX } from '#tests/helpers/schedulers'
import { JOBS, type TimetableJob } from '#timetable/timetable'

const SCHEDULERS = 5
const STEPS = trials(150, 2_000)

test.group('Five schedulers at once', (group) => {
  group.each.setup(() => cleanDatabase())

  const clocks: Record<string, (n: number) => { minutes?: number; days?: number }> = {
    'on a steady clock': () => ({ minutes: 7 }),
    'on a clock that jumps a day forward and back': () =>
      pick<{ minutes?: number; days?: number }>([
        { minutes: 7 },
        { minutes: 61 },
        { days: 1 },
        { days: -1 },
      ]),
  }

  for (const [title, step] of Object.entries(clocks)) {
    test(`${title}: every slot once, none early`, async ({ assert }) => {
      const clock = new FrozenClock(JUST_PAST_SIX)
      const connections = await Promise.all(
        Array.from({ length: SCHEDULERS }, () => secondConnection())
      )
      const schedulers = await Promise.all(connections.map(({ db }) => aScheduler({ db, clock })))

      const begun: { job: TimetableJob; at: DateTime }[] = []
      for (let n = 0; n < STEPS; n++) {
        await Promise.all(
          schedulers.map(async (scheduler) => {
            for (const job of JOBS) {
              await scheduler.run(job, async () => {
                begun.push({ job, at: clock.now() })
                return { complete: true, stats: {} }
              })
            }
          })
        )
        clock.advance(step(n))
      }
      await Promise.all(connections.map(({ close }) => close()))

      const runs = await SchedulerRun.all()
      const early = runs.filter(({ slot, startedAt }) => slot > startedAt)
      const again = runs.filter(({ tries }) => tries > 1)
      console.log(
        `    ${title}: run twice ${share(begun.length - runs.length, runs.length)} slots · ` +
          `early ${share(early.length, runs.length)} slots`
      )
      assert.lengthOf(begun, runs.length)
      assert.lengthOf(again, 0)
      assert.lengthOf(early, 0)
      assert.isTrue(runs.every(({ outcome }) => outcome === 'ok'))
    })
  }
})

function pick<Item>(items: Item[]): Item {
  return items[Math.floor(Math.random() * items.length)]
}
