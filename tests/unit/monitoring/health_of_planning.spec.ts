import { test } from '@japa/runner'
import { FrozenClock } from '#app/clock'
import { CheckHealth } from '#monitoring/check_health'
import { plannedDay } from '#monitoring/outcomes/read_unplanned'
import { ReconcileReminders } from '#reminders/reconcile_reminders'
import { aFacility, aPatient, anImmunization } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { settingsWith } from '#tests/helpers/settings'
import { now, TEST_NOW } from '#tests/helpers/test_clock'

async function ask() {
  const health = await make(CheckHealth, new FrozenClock(TEST_NOW))
  const { checks } = await health.run({ only: 'planned' })
  return checks[0]
}

async function visits(count: number, dueOn: string, patient: Parameters<typeof aPatient>[0] = {}) {
  const facilityId = patient.facilityId ?? (await aFacility()).id
  for (let n = 0; n < count; n++) {
    const { id } = await aPatient({ facilityId, ...patient })
    await anImmunization({ patientId: id, dueOn })
  }
}

test.group('Health of planning', (group) => {
  withCleanDatabase(group)

  for (const [dueOn, type] of [
    ['2026-03-17', '7_day_reminder'],
    ['2026-03-11', '1_day_reminder'],
    ['2026-03-09', 'overdue_reminder'],
  ]) {
    test(`fails if visits are due and no ${type} is planned, until it is`, async ({ assert }) => {
      await visits(12, dueOn)
      const { status, output } = await ask()
      assert.equal(status, 'fail')
      assert.match(
        output,
        new RegExp(`12 of 12 visits have no ${type} of 2026-03-10.*sms:generate`)
      )
      await (await make(ReconcileReminders)).run()
      assert.include(await ask(), { status: 'pass', observedValue: 0 })
    })
  }

  test('names the facility if others have their reminders', async ({ assert }) => {
    await visits(40, '2026-03-11')
    await (await make(ReconcileReminders)).run()
    const { id: facilityId } = await aFacility({ code: 'Maroua' })
    await visits(11, '2026-03-11', { facilityId })
    const { status, output } = await ask()
    assert.equal(status, 'fail')
    assert.match(output, /11 of 11 visits of facility "Maroua"/)
  })

  test('says nothing of few, of nobody to write to, or of other days', async ({ assert }) => {
    await visits(9, '2026-03-11')
    await visits(12, '2026-03-17', { status: 'moved' })
    await visits(12, '2026-03-17', { caregiverPhone: null })
    await visits(12, '2026-03-25')
    assert.equal((await ask()).status, 'pass')
  })

  test('does not expect what the horizon does not reach yet', async ({ assert }) => {
    const at = (horizonDays: number, hour: number) =>
      plannedDay(now.set({ hour }), settingsWith({ timezone: 'UTC', reminders: { horizonDays } }))
    assert.equal(at(2, 0), '2026-03-10')
    assert.equal(at(1, 6), '2026-03-09')
    assert.equal(at(1, 7), '2026-03-10')
    assert.equal(at(0, 23), '2026-03-09')
  })
})
