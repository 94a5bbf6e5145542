import { test } from '@japa/runner'
import { CheckHealth } from '#monitoring/check_health'
import { withCleanDatabase } from '#tests/helpers/database'
import { anOccurrenceRow, aScheduleRow } from '#tests/helpers/schedule_rows'
import { make } from '#tests/helpers/make'
import { ago } from '#tests/helpers/test_clock'

async function check() {
  const report = await (await make(CheckHealth)).run({ only: 'schedules' })
  return report.checks[0]
}

test.group('Health of schedules', (group) => {
  withCleanDatabase(group)

  test('is well while schedules wait for their time, are paused, over or skipped', async ({
    assert,
  }) => {
    await aScheduleRow({ next_run_at: ago({ seconds: -5 }) })
    await aScheduleRow({ next_run_at: ago({ seconds: 60 }) })
    await aScheduleRow({ enabled: false, disabled_reason: 'paused' })
    await aScheduleRow({ enabled: false, disabled_reason: 'finished' })
    await anOccurrenceRow({ status: 'done' })
    await anOccurrenceRow({ status: 'skipped' })
    await anOccurrenceRow({ status: 'pending', next_attempt_at: ago({ minutes: 9 }) })
    assert.include(await check(), {
      status: 'pass',
      key: 'schedules:faults',
      observedValue: 0,
      output: 'Schedules fire in time',
    })
  })

  test('warns when something was due for more than a minute and nobody fired it', async ({
    assert,
  }) => {
    await aScheduleRow({ next_run_at: ago({ seconds: 61 }) })
    await aScheduleRow({ next_run_at: ago({ minutes: 12 }) })
    await aScheduleRow({ next_run_at: ago({ seconds: 30 }) })
    const { status, observedValue, output } = await check()
    assert.equal(status, 'warn')
    assert.equal(observedValue, 2)
    assert.match(
      output,
      /2 schedules are due and have not fired, the first for 12 minutes.*scheduler:run/
    )
  })

  test('warns of schedules that were disabled because they cannot run', async ({ assert }) => {
    await aScheduleRow({
      enabled: false,
      disabled_reason: 'faulty',
      disabled_detail: '+237699887766',
    })
    const { status, output } = await check()
    assert.equal(status, 'warn')
    assert.match(output, /1 schedules were disabled because they cannot run.*schedule:list --all/)
    assert.notInclude(output, '99887766')
  })

  test('warns of dead letters', async ({ assert }) => {
    await anOccurrenceRow({ status: 'dead_letter', error: '+237699887766' })
    const { status, output } = await check()
    assert.equal(status, 'warn')
    assert.match(output, /1 jobs of schedules are dead letters.*schedule:retry/)
    assert.notInclude(output, '99887766')
  })

  test('warns of jobs that wait for a handler nobody has, and names it', async ({ assert }) => {
    for (const priority of [1, 3]) {
      const values = { app_name: 'newsletter', priority, next_attempt_at: ago({ minutes: 1 }) }
      await anOccurrenceRow({ ...values, status: 'pending' })
      await anOccurrenceRow({ ...values, status: 'done' })
    }
    const { status, output, observedValue } = await check()
    assert.equal(status, 'warn')
    assert.equal(observedValue, 2)
    assert.match(output, /2 jobs wait for the handler "newsletter"/)
  })

  test('says all of it at once', async ({ assert }) => {
    await aScheduleRow({ next_run_at: ago({ hours: 2 }) })
    await aScheduleRow({ enabled: false, disabled_reason: 'faulty' })
    await anOccurrenceRow({ status: 'dead_letter' })
    const { observedValue, output } = await check()
    assert.equal(observedValue, 3)
    assert.match(output, /2 hours.*disabled.*dead letters/)
  })
})
