import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { CheckHealth } from '#monitoring/check_health'
import type { HealthCheck, HealthContext } from '#monitoring/health/health_check'
import { plannedCheck } from '#monitoring/health/planned_check'
import { rulesCheck } from '#monitoring/health/rules_check'
import { plannedDay } from '#monitoring/outcomes/read_unplanned'
import { ReconcileReminders } from '#reminders/reconcile_reminders'
import { aFacility, aPatient, anImmunization } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { BEFORE_RR_2, configWith, reconcilerAt } from '#tests/helpers/reminders'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { make } from '#tests/helpers/make'
import type { ReminderRule } from '#settings/sms_scheduler_config'
import { settingsWith } from '#tests/helpers/settings'
import { now, TEST_NOW } from '#tests/helpers/test_clock'

async function ask() {
  const health = await make(CheckHealth, new FrozenClock(TEST_NOW))
  const { checks } = await health.run({ only: 'planned' })
  return checks[0]
}

/** What one check finds with a fourth rule, for the second dose of measles and rubella. */
async function askWithFourth(check: HealthCheck, rule: Partial<ReminderRule> = {}) {
  const config = configWith({}, { beforeRr2: { ...BEFORE_RR_2, ...rule } })
  const context = { client: db.connection(), clock: new FrozenClock(TEST_NOW), config }
  return check.run(context as unknown as HealthContext)
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

  test('asks a rule for some doses about these alone', async ({ assert }) => {
    const dueOn = '2026-03-13'
    await visits(12, dueOn)
    assert.equal((await askWithFourth(plannedCheck)).status, 'pass')
    const { id: patientId } = await aPatient()
    for (let n = 0; n < 11; n++) {
      const other = n === 0 ? patientId : (await aPatient()).id
      await anImmunization({ patientId: other, dueOn, vaccine: 'RR', dose: '2' })
    }
    const { status, output } = await askWithFourth(plannedCheck)
    assert.equal(status, 'fail')
    assert.include(output, '11 of 11 visits have no rr2_reminder of 2026-03-10')
    await reconcilerAt(new FrozenClock(TEST_NOW), configWith({}, { beforeRr2: BEFORE_RR_2 })).run()
    assert.equal((await askWithFourth(plannedCheck)).status, 'pass')
  })

  test('asks for the text of each rule that is on, and for doses as it spells them', async ({
    assert,
  }) => {
    await installDefaultTemplates()
    await anImmunization()
    const { status, output } = await askWithFourth(rulesCheck)
    assert.equal(status, 'fail')
    assert.include(output, 'reminders.more.beforeRr2 has no text')
    assert.include(output, 'template:set --type=rr2_reminder --language=fr')
    assert.include(
      output,
      'reminders.more.beforeRr2 applies to RR 2, and none of the 1 latest doses is one'
    )
    assert.equal((await askWithFourth(rulesCheck, { enabled: false })).status, 'pass')
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
