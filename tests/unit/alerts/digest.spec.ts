import { test } from '@japa/runner'
import type { DateTime } from 'luxon'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { notices, OPS, ROSINE, theAlerts } from '#tests/helpers/alerts'
import { now } from '#tests/helpers/test_clock'

const deadLetter = (messageType: string, updatedAt: DateTime) =>
  aMessage({ status: 'dead_letter', messageType, updatedAt, phoneNumber: '+237690000001' })

test.group('The digest of dead letters', (group) => {
  withCleanDatabase(group)

  test('tells what was given up since yesterday, and what waits in all', async ({ assert }) => {
    await deadLetter('7_day_reminder', now.minus({ hours: 3 }))
    await deadLetter('7_day_reminder', now.minus({ hours: 20 }))
    await deadLetter('flood_notice', now.minus({ hours: 1 }))
    await deadLetter('1_day_reminder', now.minus({ days: 3 }))
    const alerts = await theAlerts({ settings: { mailTo: [ROSINE, OPS] } })
    assert.include(await alerts.digest(), { waiting: 4, recipients: 2 })
    await alerts.deliver()
    const [french, english] = [ROSINE, OPS].map((one) => alerts.mailbox.to(one)[0])
    assert.equal(english.subject, 'Rappel: 4 reminders wait for a decision')
    assert.equal(
      english.text,
      [
        '4 reminders wait for a decision.',
        'Given up since yesterday:',
        '– 7 days before: 2',
        '– flood_notice: 1',
        'On the page “Needs attention”, one decision settles a whole group.',
      ].join('\n')
    )
    assert.include(french.text, '– 7 jours avant\u00a0: 2')
    assert.notInclude(JSON.stringify(await notices()), '+237')
  })

  test('is not written where nothing waits', async ({ assert }) => {
    await aMessage({ status: 'sent' })
    const alerts = await theAlerts()
    await alerts.digest()
    assert.isEmpty(await notices())
  })

  test('says so where nothing is new', async ({ assert }) => {
    await deadLetter('1_day_reminder', now.minus({ days: 3 }))
    const alerts = await theAlerts({ settings: { mailTo: [OPS] } })
    await alerts.digest()
    await alerts.deliver()
    assert.include(alerts.mailbox.heard[0].message.text, 'None of them is new since yesterday.')
  })
})
