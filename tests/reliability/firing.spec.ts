import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { AceProcess } from '#tests/helpers/ace_process'
import { withCleanDatabase } from '#tests/helpers/database'
import { aScheduleRow } from '#tests/helpers/schedule_rows'
import { trials } from '#tests/reliability/support/scale'

const SCHEDULES = 20
const SCHEDULERS = 3
const KILLS = trials(6, 40)

/** Seconds after which the last one may be done at the latest: a start, and a second. */
const PATIENCE_MS = 30_000

const sql = (instant: DateTime) => instant.toUTC().toFormat('yyyy-MM-dd HH:mm:ss')

test.group('SIGKILL of schedulers that fire schedules', (group) => {
  withCleanDatabase(group)
  const running: AceProcess[] = []
  group.each.teardown(async () => {
    for (const scheduler of running.splice(0)) {
      if (scheduler.running) scheduler.kill('SIGKILL')
      await scheduler.ended
    }
  })

  const start = () => {
    const scheduler = new AceProcess(['scheduler:run'], { LOG_LEVEL: 'error', SMS_GATEWAY: 'log' })
    running.push(scheduler)
    return scheduler
  }

  /** Every second from now on, an SMS each. */
  async function everySecond(startsAt: DateTime) {
    for (let n = 0; n < SCHEDULES; n++) {
      await aScheduleRow({
        app_name: 'sms',
        kind: 'interval',
        run_at: null,
        interval_ms: 1_000,
        starts_at: sql(startsAt),
        next_run_at: sql(startsAt),
        payload: JSON.stringify({ phoneNumber: '+237690005555', message: 'Rappel' }),
      })
    }
  }

  test('leaves each occurrence exactly once, with one message each, and none missing', async ({
    assert,
  }) => {
    const startsAt = DateTime.utc().startOf('second')
    await everySecond(startsAt)
    const schedulers = Array.from({ length: SCHEDULERS }, start)
    for (let kill = 0; kill < KILLS; kill++) {
      const victim = schedulers[kill % SCHEDULERS]
      await fired(victim)
      await delay(Math.random() * 700)
      victim.kill('SIGKILL')
      assert.equal((await victim.ended).signal, 'SIGKILL')
      schedulers[kill % SCHEDULERS] = start()
    }
    const endsAt = DateTime.utc().startOf('second')
    await db.from('schedules').update({ ends_at: sql(endsAt) })
    await allEnded()
    /** One that has only just been started knows no SIGTERM yet. */
    for (const scheduler of schedulers) await fired(scheduler)
    for (const scheduler of schedulers) scheduler.kill('SIGTERM')
    const codes = await Promise.all(schedulers.map(({ ended }) => ended))
    for (const { code } of codes) assert.equal(code, 0)

    const expected = endsAt.diff(startsAt).as('seconds')
    const counts = await db
      .from('schedule_occurrences')
      .groupBy('schedule_id', 'status')
      .select('schedule_id', 'status')
      .count('* as occurrences')
    const [{ messages }] = await db.from('sms_messages').count('* as messages')
    console.log(
      `    ${KILLS} kills of ${SCHEDULERS} schedulers: ${SCHEDULES} schedules × ${expected} occurrences, ${messages} messages`
    )
    assert.lengthOf(counts, SCHEDULES)
    for (const { status, occurrences } of counts) {
      assert.equal(status, 'done')
      /** The second in which they were told to end may still have fired. */
      assert.isAtLeast(Number(occurrences), expected)
      assert.isAtMost(Number(occurrences), expected + 2)
    }
    const total = counts.reduce((sum, { occurrences }) => sum + Number(occurrences), 0)
    assert.equal(Number(messages), total)
  }).timeout(600_000)

  /** When this scheduler has fired something, which a heartbeat of its own is proof enough of. */
  async function fired({ child }: AceProcess) {
    for (let waited = 0; waited < PATIENCE_MS; waited += 50) {
      const alive = await db.from('workers').whereLike('id', `%:${child.pid}:%`).first()
      if (alive) return
      await delay(50)
    }
    throw new Error('a scheduler did not start')
  }

  async function allEnded() {
    for (let waited = 0; waited < PATIENCE_MS; waited += 100) {
      if (!(await db.from('schedules').whereNotNull('next_run_at').first())) return
      await delay(100)
    }
    throw new Error('the schedules did not come to their end')
  }
})
