import { DateTime } from 'luxon'
import app from '@adonisjs/core/services/app'
import { Database } from '@adonisjs/lucid/database'
import { Clock, FrozenClock } from '#app/clock'
import { SmsSchedulerConfig, type SmsSchedulerSettings } from '#app/sms_scheduler_config'
import SchedulerRun from '#models/scheduler_run'
import { Heartbeat } from '#timetable/heartbeat'
import { RunDueSlot, type SlotWork } from '#timetable/run_due_slot'
import type { Job } from '#timetable/timetable'

/** Tuesday, ten seconds past six in Douala. */
export const JUST_PAST_SIX = '2026-03-10T05:00:10Z'

interface Parts {
  clock?: FrozenClock
  db?: Database
  timetable?: Partial<SmsSchedulerSettings['timetable']>
}

/** A scheduler as another process would have it: an identity of its own, and connections where they are given. */
export async function aScheduler(parts: Parts = {}) {
  const clock = parts.clock ?? new FrozenClock(JUST_PAST_SIX)
  const settings = app.config.get<SmsSchedulerConfig>('sms_scheduler')
  const db = parts.db ?? (await app.container.make(Database))
  const heartbeat = new Heartbeat(db, clock)
  const resolver = app.container.createResolver()
  resolver.bindValue(Database, db)
  resolver.bindValue(Clock, clock)
  resolver.bindValue(Heartbeat, heartbeat)
  resolver.bindValue(
    SmsSchedulerConfig,
    new SmsSchedulerConfig({
      ...settings,
      timezone: 'Africa/Douala',
      timetable: { ...settings.timetable, ...parts.timetable },
    })
  )
  const slots = await resolver.make(RunDueSlot)
  return {
    clock,
    heartbeat,
    run: (job: Job, work: SlotWork = done, signal = new AbortController().signal) =>
      slots.run(job, work, signal),
  }
}

export const done: SlotWork = async () => ({ complete: true, stats: { planned: 3 } })

export const failing: SlotWork = async () => {
  throw new Error('the disk is full')
}

/** What another process left behind: a run that was begun, whose lease runs out in a minute. */
export async function aDeadRun(clock: Clock, job: Job, slot: string, tries = 1): Promise<void> {
  await SchedulerRun.create({
    job,
    slot: DateTime.fromISO(slot, { zone: 'utc' }),
    claimedBy: 'dead:1:0',
    leaseUntil: clock.nowMs() + 60_000,
    startedAt: clock.now(),
    tries,
  })
}
