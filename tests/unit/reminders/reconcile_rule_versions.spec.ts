import { test } from '@japa/runner'
import { FrozenClock } from '#app/clock'
import SmsMessage from '#models/sms_message'
import { anImmunization } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { configWith, reconcilerAt, remindersInShort } from '#tests/helpers/reminders'

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
