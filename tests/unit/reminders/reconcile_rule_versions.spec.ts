import { test } from '@japa/runner'
import { FrozenClock } from '#app/clock'
import SmsMessage from '#models/sms_message'
import { ReconcilePlan } from '#reminders/reconcile_plan'
import {
  differingReminders,
  fromFirstLacking,
  lackingImmunizations,
  reopenableReminders,
} from '#reminders/reconcile_scope'
import type { ReminderRule, SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { anImmunization, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { listeningClient, planOf } from '#tests/helpers/query_plans'
import { BEFORE_RR_2, configWith, reconcilerAt, remindersInShort } from '#tests/helpers/reminders'

const withFourth = (rule: Partial<ReminderRule> = {}) =>
  configWith({}, { beforeRr2: { ...BEFORE_RR_2, offsetDays: -4, ...rule } })

test.group('A rule for some doses', (group) => {
  withCleanDatabase(group)
  const clock = new FrozenClock('2026-03-05T05:00:00Z')
  const run = (config: SmsSchedulerConfig) => reconcilerAt(clock, config).run()

  group.each.setup(async () => {
    const { id: patientId } = await aPatient()
    await anImmunization({ patientId, vaccine: 'RR', dose: '2' })
    await anImmunization({ patientId, vaccine: 'RR', dose: '1' })
    await anImmunization({ patientId, vaccine: 'Penta', dose: '2' })
  })

  test('reminds of these alone; a rehearsal counts the same', async ({ assert }) => {
    assert.equal((await reconcilerAt(clock, withFourth()).run({ dryRun: true })).planned, 4)
    assert.equal((await run(withFourth())).planned, 4)
    assert.deepEqual(await remindersInShort(), [
      '7_day_reminder 2026-03-10 pending',
      'rr2_reminder 2026-03-10 pending',
      '7_day_reminder 2026-03-10 pending',
      '7_day_reminder 2026-03-10 pending',
    ])
  })

  test('gives up those that it no longer applies to, and takes them back', async ({ assert }) => {
    const wider = withFourth({ appliesTo: [{ vaccine: 'RR' }, { dose: '2' }] })
    assert.containSubset(await run(wider), { planned: 6 })
    assert.containSubset(await run(withFourth()), { cancelled: 2, planned: 0 })
    assert.containSubset(await run(wider), { reopened: 2, planned: 0 })
  })

  test('that is switched off cancels its open reminders, and on again reopens them', async ({
    assert,
  }) => {
    await run(withFourth())
    assert.containSubset(await run(withFourth({ enabled: false })), { cancelled: 1 })
    assert.include(await remindersInShort(), 'rr2_reminder 2026-03-10 cancelled rule_changed')
    assert.containSubset(await run(withFourth()), { reopened: 1, planned: 0 })
  })

  test('all rules may be off', async ({ assert }) => {
    const off = { enabled: false }
    await run(configWith())
    const none = configWith({ sevenDay: off, oneDay: off, overdue: off })
    assert.containSubset(await run(none), { cancelled: 3, planned: 0 })
    assert.containSubset(await run(none), { cancelled: 0, planned: 0 })
  })

  test('costs no walk through a table', async ({ assert }) => {
    const { client, statements } = listeningClient()
    const config = withFourth()
    const now = clock.now()
    const plan = new ReconcilePlan(config, { now, zones: ['Africa/Douala'], actor: 'test' })
    const context = plan.contextFor(['2026-03-10'])
    const page = { dueOn: '2026-03-10', after: 0, limit: 10, context }
    const lacking = await lackingImmunizations(client, page)
    assert.lengthOf(lacking, 3)
    assert.deepEqual(await fromFirstLacking(client, page), lacking)
    assert.deepEqual(await fromFirstLacking(client, { ...page, limit: 2 }), lacking.slice(0, 2))
    assert.deepEqual(await fromFirstLacking(client, { ...page, after: lacking[1] }), [lacking[2]])
    await differingReminders(client, page)
    await reopenableReminders(client, page)
    for (const statement of statements) {
      const steps = await planOf(statement)
      assert.notMatch(steps, /SCAN (sms_|imm|patients|[imop]\b)|Seq Scan/)
      assert.match(
        steps,
        /immunizations_open_by_due_date|sms_messages_open_reminders|sms_messages_reopenable/
      )
    }
  })
})

test.group('A rule with a new version', (group) => {
  withCleanDatabase(group)
  const clock = new FrozenClock('2026-03-05T05:00:00Z')
  const run = () => reconcilerAt(clock).run()

  group.each.setup(async () => {
    await anImmunization()
    await run()
  })

  test('replaces what is open and repeats nothing that left', async ({ assert }) => {
    const version2 = configWith({ sevenDay: { version: 2 } })
    assert.containSubset(await reconcilerAt(clock, version2).run({ dryRun: true }), {
      cancelled: 1,
      planned: 1,
    })
    assert.containSubset(await reconcilerAt(clock, version2).run(), { cancelled: 1, planned: 1 })
    await SmsMessage.query().where('status', 'pending').update({ status: 'sent', attemptCount: 1 })
    assert.containSubset(
      await reconcilerAt(clock, configWith({ sevenDay: { version: 3 } })).run(),
      { cancelled: 0, planned: 0 }
    )
    assert.containSubset(await run(), { reopened: 0, planned: 0 })
    assert.deepEqual(await remindersInShort(), [
      '7_day_reminder 2026-03-10 cancelled rule_changed',
      '7_day_reminder 2026-03-10 sent',
    ])
  })

  test('that is taken back opens its reminder again', async ({ assert }) => {
    await reconcilerAt(clock, configWith({ sevenDay: { version: 2 } })).run()
    assert.containSubset(await run(), { cancelled: 1, reopened: 1 })
    assert.deepEqual(await remindersInShort(), [
      '7_day_reminder 2026-03-10 pending',
      '7_day_reminder 2026-03-10 cancelled rule_changed',
    ])
  })

  test('a rule that is gone takes its open reminders along', async ({ assert }) => {
    const renamed = configWith({ sevenDay: { type: 'week_before_reminder' } })
    assert.containSubset(await reconcilerAt(clock, renamed).run({ types: ['1_day_reminder'] }), {
      cancelled: 0,
    })
    assert.containSubset(await reconcilerAt(clock, renamed).run(), { cancelled: 1, planned: 1 })
  })

  test('a patient who could not be reached gets the new one', async ({ assert }) => {
    await SmsMessage.query().update({ status: 'suppressed', reason: 'no_phone' })
    await reconcilerAt(clock, configWith({ sevenDay: { version: 2 } })).run()
    assert.deepEqual(await remindersInShort(), [
      '7_day_reminder 2026-03-10 suppressed no_phone',
      '7_day_reminder 2026-03-10 pending',
    ])
  })
})
