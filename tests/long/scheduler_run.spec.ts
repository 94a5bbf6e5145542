import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import SchedulerRun from '#models/scheduler_run'
import SmsMessage from '#models/sms_message'
import Worker from '#models/worker'
import { JOBS } from '#timetable/timetable'
import { AceProcess, runAceProcess } from '#tests/helpers/ace_process'
import { anImmunization } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { installedNode } from '#tests/helpers/installed_node'

/** Twenty seconds past six in Douala: the slots of six are due as soon as the scheduler starts. */
const SIX = DateTime.fromISO('2026-03-10T05:00:20Z', { zone: 'utc' })

const environment = () => ({
  APP_TIMEZONE: 'Africa/Douala',
  APP_CLOCK_OFFSET_MS: String(SIX.toMillis() - Date.now()),
  LOG_LEVEL: 'info',
})

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const patientUntil = performance.now() + 30_000; performance.now() < patientUntil;) {
    if (await holds()) return
    await delay(100)
  }
  throw new Error(`waited in vain for ${what}`)
}

const allJobsRan = () =>
  SchedulerRun.query()
    .where('outcome', 'ok')
    .then((runs) => runs.length >= JOBS.length)

test.group('scheduler:run', (group) => {
  withCleanDatabase(group)

  test('runs at once what was missed, reports itself, and ends cleanly on SIGTERM', async ({
    assert,
  }) => {
    await anImmunization({ dueOn: '2026-03-17' })
    const scheduler = new AceProcess(['scheduler:run'], environment())
    await until('all jobs', allJobsRan)
    scheduler.kill('SIGTERM')
    const { code, stdout } = await scheduler.ended

    assert.equal(code, 0)
    assert.equal(stdout, '')
    const runs = await SchedulerRun.all()
    assert.sameMembers(
      runs.map((run) => run.job),
      [...JOBS]
    )
    const generation = runs.find((run) => run.job === 'generation')!
    assert.equal(
      generation.slot.toUTC().toISO({ suppressMilliseconds: true }),
      '2026-03-10T05:00:00Z'
    )
    const [message] = await SmsMessage.all()
    assert.containSubset(message.$attributes, { messageType: '7_day_reminder', status: 'pending' })
    const [worker] = await Worker.all()
    assert.equal(worker.role, 'scheduler')
    assert.isNotNull(worker.stoppedAt)
  })

  test('three at once run each slot once and plan each reminder once', async ({ assert }) => {
    for (let n = 0; n < 5; n++) await anImmunization({ dueOn: '2026-03-17' })
    const schedulers = [1, 2, 3].map(() => new AceProcess(['scheduler:run'], environment()))
    await until('all jobs', allJobsRan)
    await until('three heartbeats', async () => (await Worker.all()).length === 3)
    for (const scheduler of schedulers) scheduler.kill('SIGTERM')

    const ends = await Promise.all(schedulers.map(({ ended }) => ended))
    for (const { code } of ends) assert.equal(code, 0)
    const runs = await SchedulerRun.all()
    assert.deepEqual(
      runs.map((run) => run.tries),
      runs.map(() => 1),
      `a slot was begun twice; the schedulers say: ${ends.map(({ stderr }) => stderr).join('\n')}`
    )
    assert.lengthOf(
      runs.filter((run) => run.job === 'generation'),
      1
    )
    assert.lengthOf(await SmsMessage.all(), 5)
  })

  test('begins again what a killed one left, when its lease is over', async ({ assert }) => {
    const now = SIX.startOf('second')
    await SchedulerRun.create({
      job: 'generation',
      slot: SIX.startOf('minute'),
      claimedBy: 'dead:1:0',
      leaseUntil: SIX.toMillis() - 1,
      startedAt: now,
      tries: 1,
    })
    const scheduler = new AceProcess(['scheduler:run'], environment())
    await until('all jobs', allJobsRan)
    scheduler.kill('SIGTERM')
    assert.equal((await scheduler.ended).code, 0)
    const generation = await SchedulerRun.findByOrFail('job', 'generation')
    assert.containSubset(generation.$attributes, { outcome: 'ok', tries: 2 })
  })

  test('survives a database that is not set up, and still ends cleanly', async ({ assert }) => {
    const folder = await mkdtemp(join(tmpdir(), 'rappel-scheduler-'))
    const scheduler = new AceProcess(['scheduler:run'], {
      ...environment(),
      DB_CONNECTION: 'sqlite',
      SQLITE_FILE: join(folder, 'empty.sqlite3'),
    })
    await scheduler.printed('no such table')
    assert.isTrue(scheduler.running)
    scheduler.kill('SIGTERM')
    const { code, stderr } = await scheduler.ended
    assert.equal(code, 0)
    assert.include(stderr, 'no such table')
    await rm(folder, { recursive: true, force: true })
  })

  test('is listed by scheduler:list', async ({ assert }) => {
    const { code, stdout } = await runAceProcess(['scheduler:list', '--json'])
    assert.equal(code, 0)
    const { jobs, everyMinute } = JSON.parse(stdout)
    assert.sameMembers(
      jobs.map(({ job }: { job: string }) => job),
      [...JOBS]
    )
    /** The ticks of start/scheduler.ts. */
    assert.deepEqual(everyMinute, [
      ...['heartbeat', 'reaper', 'webhooks', 'unconfirmed', 'audit'],
      ...['batches', 'imports', 'events', 'alerts', 'metrics', 'schedules'],
    ])
  })
})

test.group('scheduler:run under the Node of the system', (group) => {
  const node = installedNode()
  withCleanDatabase(group)
  group.tap((each) => {
    if (!node) each.skip(true, 'no Node older than 24 is installed beside ours')
  })

  test('is told to end through the process that was typed', async ({ assert }) => {
    const scheduler = new AceProcess(['scheduler:run'], environment(), node)
    await until('all jobs', allJobsRan)
    scheduler.kill('SIGTERM')
    assert.equal((await scheduler.ended).code, 0)
    assert.isNotNull((await Worker.firstOrFail()).stoppedAt)
  })
})
