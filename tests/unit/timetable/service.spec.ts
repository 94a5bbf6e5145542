import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { FrozenClock } from '#app/clock'
import SchedulerRun from '#models/scheduler_run'
import SmsMessage from '#models/sms_message'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { SmsSchedulerService } from '#services/sms_scheduler_service'
import { TimetableService } from '#services/timetable_service'
import { swapClock } from '#tests/helpers/application_clock'
import { anImmunization, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { JOBS } from '#timetable/timetable'

test.group('The face of the engine', (group) => {
  withCleanDatabase(group)

  /** In UTC, which is the zone of the timetable here, all daily jobs of 10 March are behind. */
  const clock = new FrozenClock('2026-03-10T15:00:00Z')
  group.each.setup(() => {
    clock.travelTo('2026-03-10T15:00:00Z')
    return swapClock(clock)
  })
  const service = () => app.container.make(SmsSchedulerService)
  const timetable = () => app.container.make(TimetableService)

  test('runs all that is due, each job once', async ({ assert }) => {
    const engine = await timetable()
    const outcomes = await engine.runDueSlots()
    assert.deepEqual(outcomes, Object.fromEntries(JOBS.map((job) => [job, 'ok'])))
    assert.deepEqual(await engine.runDueSlots(), {})

    clock.advance({ minutes: 5 })
    assert.deepEqual(await engine.runDueSlots(), { sweep: 'ok' })
  })

  test('keeps what each job did, in numbers only', async ({ assert }) => {
    await anImmunization({ dueOn: '2026-03-17' })
    await (await timetable()).runDueSlots()
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
    await installDefaultTemplates()
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
