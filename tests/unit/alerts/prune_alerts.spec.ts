import { test } from '@japa/runner'
import { CleanUp } from '#retention/clean_up'
import { withCleanDatabase } from '#tests/helpers/database'
import { incidents, notices, theAlerts } from '#tests/helpers/alerts'
import { make } from '#tests/helpers/make'

test.group('The cleanup of alerts', (group) => {
  withCleanDatabase(group)

  test('deletes incidents that are over, with their notices, and keeps what is open', async ({
    assert,
  }) => {
    const alerts = await theAlerts()
    await alerts.minutes(2, { account: 'fail', due: 'pass' })
    await alerts.minutes(10, { account: 'pass', kafka: 'fail' })
    const cleanUp = await make(CleanUp, alerts.clock)
    alerts.clock.advance({ days: 29 })
    assert.include(await cleanUp.run(), { alertNotices: 0, alertIncidents: 0 })
    alerts.mailbox.answer = () => ({ ok: false, reason: 'timeout' })
    await alerts.minutes(1)
    alerts.clock.advance({ days: 2 })
    const gone = { alertNotices: 3, alertIncidents: 1 }
    assert.include(await cleanUp.run({ dryRun: true }), gone)
    assert.include(await cleanUp.run(), gone)
    assert.deepEqual(
      (await incidents()).map(({ rule, status }) => [rule, status]),
      [['kafka', 'open']]
    )
    assert.deepEqual(
      (await notices()).map(({ kind, status }) => [kind, status]),
      [['reminder', 'pending']]
    )
  })
})
