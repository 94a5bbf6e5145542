import { DateTime } from 'luxon'
import { Database } from '@adonisjs/lucid/database'
import { FrozenClock, type Clock } from '#app/clock'
import SchedulerRun from '#models/scheduler_run'
import { Heartbeat } from '#timetable/heartbeat'
import { RunDueSlot, type SlotWork } from '#timetable/run_due_slot'
import type { TimetableJob } from '#timetable/timetable'
import { anEngine, type EngineOptions } from '#tests/helpers/engine'

/** Tuesday, ten seconds past six in Douala. */
export const JUST_PAST_SIX = '2026-03-10T05:00:10Z'

/** A scheduler as another process would have it: an identity of its own, and connections where they are given. */
export async function aScheduler(parts: Pick<EngineOptions, 'clock' | 'db' | 'timetable'> = {}) {
  const { clock, resolver } = await anEngine({
    clock: new FrozenClock(JUST_PAST_SIX),
    timezone: 'Africa/Douala',
    ...parts,
  })
  const heartbeat = new Heartbeat(await resolver.make(Database), clock)
  resolver.bindValue(Heartbeat, heartbeat)
  const slots = await resolver.make(RunDueSlot)
  return {
    clock,
    heartbeat,
    run: (job: TimetableJob, work: SlotWork = done, signal = new AbortController().signal) =>
      slots.run(job, work, signal),
  }
}

export const done: SlotWork = async () => ({ complete: true, stats: { planned: 3 } })

export const failing: SlotWork = async () => {
  throw new Error('the disk is full')
}

/** What another process left behind: a run that was begun, whose lease runs out in a minute. */
export async function aDeadRun(
  clock: Clock,
  job: TimetableJob,
  slot: string,
  tries = 1
): Promise<void> {
  await SchedulerRun.create({
    job,
    slot: DateTime.fromISO(slot, { zone: 'utc' }),
    claimedBy: 'dead:1:0',
    leaseUntil: clock.nowMs() + 60_000,
    startedAt: clock.now(),
    tries,
  })
}
