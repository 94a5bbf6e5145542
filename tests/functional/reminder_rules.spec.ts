import { writeFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import { FrozenClock } from '#app/clock'
import Immunization from '#models/immunization'
import SmsMessage from '#models/sms_message'
import { ReconcileReminders } from '#reminders/reconcile_reminders'
import type { SmsSchedulerSettings } from '#settings/sms_scheduler_config'
import { PlanAndSweep } from '#services/plan_and_sweep'
import type { SweepInTurn } from '#services/sweep_in_turn'
import { aPatient, anImmunization } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { anEngine } from '#tests/helpers/engine'
import { BEFORE_RR_2, remindersInShort } from '#tests/helpers/reminders'
import { runAce } from '#tests/helpers/run_ace'
import { settingsWith } from '#tests/helpers/settings'
import { aFolder } from '#tests/helpers/test_folder'

const OFF = { enabled: false }

/** What an operator writes into config/sms_scheduler.ts, and nothing else. */
const anInstallation = async (
  reminders: Partial<SmsSchedulerSettings['reminders']>,
  at: string
) => {
  const engine = await anEngine({ reminders, clock: new FrozenClock(at) })
  const reconciler = await engine.resolver.make(ReconcileReminders)
  /** Plans alone: what is due by its clock would leave by that of the application. */
  const noSweep = { run: async () => ({}) } as unknown as SweepInTurn
  const afternoon = new PlanAndSweep(reconciler, noSweep, settingsWith({ reminders }))
  return { ...engine, reconciler, afternoon }
}

test.group('Rules of an operator', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => installDefaultTemplates())

  test('a fourth rule plans, sends and cancels, by configuration alone', async ({ assert }) => {
    const file = `${await aFolder()}/rr2.txt`
    await writeFile(file, 'Rappel : {vaccine} {dose} de {first_name} le {due_date}.\n')
    const set = ['template:set', '--type=rr2_reminder', '--language=fr', `--file=${file}`]
    assert.equal((await runAce(set)).code, 0)
    for (const firstName of ['Awa', 'Issa']) {
      const { id: patientId } = await aPatient({ firstName })
      await anImmunization({ patientId, vaccine: 'RR', dose: '2', dueOn: '2026-03-12' })
    }
    await anImmunization({ vaccine: 'RR', dose: '1', dueOn: '2026-03-12' })

    const { sevenDay } = settingsWith().reminders
    const { reconciler, sweep, clock, gateway } = await anInstallation(
      { sevenDay: { ...sevenDay, ...OFF }, more: { beforeRr2: BEFORE_RR_2 } },
      '2026-03-09T07:00:00Z'
    )
    await reconciler.run()
    const ofRule = () =>
      SmsMessage.query().where('messageType', 'rr2_reminder').orderBy('immunizationId')
    assert.deepEqual(
      (await ofRule()).map((message) => message.status),
      ['pending', 'pending']
    )
    const last = await Immunization.query().where('dose', '2').orderBy('id', 'desc').firstOrFail()
    await last.merge({ administeredOn: '2026-03-09' }).save()
    await reconciler.run()
    clock.advance({ hours: 2 })
    await sweep.run()

    const [awa, issa] = await ofRule()
    assert.include(awa.$attributes, { status: 'sent', templateVersion: 1 })
    assert.equal(awa.body, 'Rappel : RR 2 de Awa le 12 mars 2026.')
    assert.include(issa.$attributes, { status: 'cancelled', reason: 'visit_recorded' })
    assert.lengthOf(gateway.sent, 1)
  })

  test('a rule that is switched off cancels what is open, and is not missed', async ({
    assert,
  }) => {
    await anImmunization({ dueOn: '2026-03-12' })
    const { overdue, sevenDay } = settingsWith().reminders
    const before = await anInstallation({}, '2026-03-09T08:30:00Z')
    await before.reconciler.run()
    assert.deepEqual(await remindersInShort(), [
      '7_day_reminder 2026-03-12 pending',
      '1_day_reminder 2026-03-12 pending',
    ])
    const after = await anInstallation(
      { sevenDay: { ...sevenDay, ...OFF }, overdue: { ...overdue, ...OFF } },
      '2026-03-09T08:40:00Z'
    )
    await after.reconciler.run()
    assert.deepEqual(await remindersInShort(), [
      '7_day_reminder 2026-03-12 cancelled rule_changed',
      '1_day_reminder 2026-03-12 pending',
    ])
    assert.include((await after.afternoon.overdue({})).reminders, { planned: 0, cancelled: 0 })
  })

  test('the afternoon plans all rules after the due date', async ({ assert }) => {
    const lastCall = {
      ...settingsWith().reminders.overdue,
      type: 'last_call',
      offsetDays: 14,
      usefulUntilDays: 21,
    }
    await anImmunization({ dueOn: '2026-02-23' })
    const { afternoon } = await anInstallation({ more: { lastCall } }, '2026-03-09T07:00:00Z')
    await afternoon.overdue({})
    assert.deepEqual(await remindersInShort(), [
      'overdue_reminder 2026-02-23 suppressed late',
      'last_call 2026-02-23 pending',
    ])
  })
})
