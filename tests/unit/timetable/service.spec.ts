import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { Clock, FrozenClock } from '#app/clock'
import SchedulerRun from '#models/scheduler_run'
import SmsMessage from '#models/sms_message'
import { installDefaultTemplates } from '#reminders/default_templates'
import { SmsSchedulerService } from '#services/sms_scheduler_service'
import { anImmunization, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { JOBS } from '#timetable/timetable'

test.group('The face of the engine', (group) => {
  withCleanDatabase(group)

  /** In UTC, which is the zone of the timetable here, all daily jobs of 10 March are behind. */
  const clock = new FrozenClock('2026-03-10T15:00:00Z')
  group.each.setup(() => {
    clock.travelTo('2026-03-10T15:00:00Z')
    app.container.swap(Clock, () => clock)
    return () => app.container.restore(Clock)
  })
  const service = () => app.container.make(SmsSchedulerService)

  test('runs all that is due, each job once', async ({ assert }) => {
    const engine = await service()
    const outcomes = await engine.runDueSlots()
    assert.deepEqual(outcomes, Object.fromEntries(JOBS.map((job) => [job, 'ok'])))
    assert.deepEqual(await engine.runDueSlots(), {})

    clock.advance({ minutes: 5 })
    assert.deepEqual(await engine.runDueSlots(), { sweep: 'ok' })
  })

  test('keeps what each job did, in numbers only', async ({ assert }) => {
    await anImmunization({ dueOn: '2026-03-17' })
    await (await service()).runDueSlots()
    const generation = await SchedulerRun.findByOrFail('job', 'generation')
    assert.containSubset(JSON.parse(generation.stats!), {
      reminders: { immunizations: 1, planned: 1 },
      sweep: { outcome: 'done' },
    })
    const patient = await aPatient()
    for (const run of await SchedulerRun.all()) {
      assert.notInclude(run.stats!, patient.firstName)
      assert.notInclude(run.stats!, '+2376')
    }
  })

  test('processes overdue reminders: plans them, and sends what is due', async ({ assert }) => {
    await installDefaultTemplates(db.connection())
    await anImmunization({ dueOn: '2026-03-09' })
    const { reminders, sweep } = await (await service()).processOverdueReminders()
    assert.equal(reminders.planned, 1)
    assert.equal(sweep.statistics.sent, 1)
    const overdue = await SmsMessage.findByOrFail('messageType', 'overdue_reminder')
    assert.equal(overdue.status, 'sent')
  })

  test('stops when whoever called it says so', async ({ assert }) => {
    const signal = AbortSignal.abort()
    const summary = await (await service()).scheduleDailyReminders({ signal })
    assert.isFalse(summary.complete)
  })
})
