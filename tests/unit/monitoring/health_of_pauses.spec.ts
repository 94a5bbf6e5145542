import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { CheckHealth } from '#monitoring/check_health'
import { countBehindPauses } from '#monitoring/health/behind_pauses'
import { aFacility, aMessage, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { aMessageFrom, EVERYTHING, facility, messageType } from '#tests/helpers/pauses'
import { listeningClient, planOf } from '#tests/helpers/query_plans'
import { ago, now, TEST_NOW } from '#tests/helpers/test_clock'

async function ask(pauseWarnHours = 24) {
  const settings = { monitoring: { pauseWarnHours } }
  const health = await make(CheckHealth, new FrozenClock(TEST_NOW), settings)
  const { checks } = await health.run({ only: 'pauses' })
  return checks[0]
}

test.group('Health of pauses', (group) => {
  withCleanDatabase(group)

  const aPause = (values: Record<string, unknown>) =>
    db.table('sending_pauses').insert({
      scope: 'everything',
      subject: '',
      reason: 'wrong text',
      paused_by: 'cli:awa',
      since: ago({ hours: 2 }),
      ...values,
    })

  test('passes when nothing is paused, or no longer', async ({ assert }) => {
    assert.include(await ask(), { status: 'pass', observedValue: 'nothing' })
    await aPause({ until: ago({}) })
    assert.include(await ask(), { status: 'pass', observedValue: 'nothing' })
  })

  test('warns while a person has paused everything: who, why, since and until when, what to do', async ({
    assert,
  }) => {
    await aPause({ until: '2026-03-10 12:00:00' })
    const { status, observedValue, output } = await ask()
    assert.include({ status, observedValue }, { status: 'warn', observedValue: 'everything' })
    assert.include(
      output,
      'Everything has been paused since 2026-03-10T07:00:00Z until 2026-03-10T12:00:00Z by cli:awa: wrong text.'
    )
    assert.include(output, 'node ace sms:resume')
  })

  test('passes and says so while a facility or a type is paused', async ({ assert }) => {
    await aPause({ scope: 'facility', subject: 'CSI-1' })
    await aPause({ scope: 'message_type', subject: 'custom', reason: null })
    const finding = await ask()
    assert.include(finding, {
      status: 'pass',
      observedValue: '1 facility, 1 message type',
      worthSaying: true,
    })
    assert.include(finding.output, 'facility "CSI-1" has been paused since')
    assert.include(finding.output, 'message type "custom" has been paused since')
    assert.include(finding.output, 'no reason given')
  })

  test('describes a few of many, and repeats no phone number', async ({ assert }) => {
    for (let n = 0; n < 7; n++)
      await aPause({ scope: 'facility', subject: `CSI-${n}`, reason: 'ask +237 699 88 77 66' })
    const { observedValue, output } = await ask()
    assert.equal(observedValue, '7 facilities')
    assert.match(output, /CSI-4".*; and 2 more$/)
    assert.notMatch(output, /99 88 77/)
  })

  test('warns of a facility or a type that has been paused for long: which, how long, how many wait, what to do', async ({
    assert,
  }) => {
    const { id: facilityId } = await aFacility({ code: 'CSI-1' })
    const { id: patientId } = await aPatient({ facilityId })
    for (let n = 0; n < 3; n++) await aMessage({ patientId, reason: 'facility_paused' })
    await aMessageFrom('CSI-2', { reason: 'facility_paused' })
    await aMessage({ messageType: 'custom', reason: 'message_type_paused' })
    await aPause({ scope: 'facility', subject: 'CSI-1', since: ago({ days: 3 }) })
    await aPause({ scope: 'message_type', subject: 'custom', since: ago({ hours: 24 }) })
    await aPause({ scope: 'facility', subject: 'CSI-2' })

    const { status, observedValue, output } = await ask()
    assert.equal(status, 'warn')
    assert.equal(observedValue, '2 facilities, 1 message type')
    assert.match(
      output,
      /facility "CSI-1" has been paused since .*It has lasted 3 days, and 3 messages wait: .*"node ace sms:resume --facility=CSI-1".*page System/
    )
    assert.match(
      output,
      /message type "custom" .*lasted 1 day, and 1 messages wait: .*"node ace sms:resume --type=custom"/
    )
    assert.notInclude(output, 'CSI-2')
  })

  test('takes the hours from the settings, to the second', async ({ assert }) => {
    await aPause({ scope: 'facility', subject: 'CSI-1', since: ago({ hours: 47, minutes: 59 }) })
    assert.equal((await ask(48)).status, 'pass')
    assert.equal((await ask(47)).status, 'warn')
  })

  test('warns of a long pause that has an end, too, and says when', async ({ assert }) => {
    const until = '2026-03-12 12:00:00'
    await aPause({ scope: 'facility', subject: 'CSI-1', since: ago({ days: 2 }), until })
    const { status, output } = await ask()
    assert.equal(status, 'warn')
    assert.include(output, 'until 2026-03-12T12:00:00Z')
  })

  test('is critical when everything has been paused for long and nobody said until when', async ({
    assert,
  }) => {
    await aMessage()
    await aMessage({ scheduledAt: now.plus({ hours: 1 }) })
    await aPause({ since: ago({ days: 2 }), until: '2026-03-12 12:00:00' })
    assert.equal((await ask()).status, 'warn')
    await db.from('sending_pauses').update({ until: null })
    const { status, observedValue, output } = await ask()
    assert.include({ status, observedValue }, { status: 'fail', observedValue: 'everything' })
    assert.include(output, 'It has lasted 2 days, and 1 messages wait')
  })

  test('leaves a review of a restored database to its own check', async ({ assert }) => {
    await aPause({ scope: 'restore_review', since: ago({ days: 9 }) })
    assert.include(await ask(), { status: 'pass', observedValue: 'nothing' })
  })

  test('names a few of many that last', async ({ assert }) => {
    for (let n = 0; n < 7; n++)
      await aPause({ scope: 'facility', subject: `CSI-${n}`, since: ago({ days: 2 }) })
    const { output } = await ask()
    assert.match(output, /CSI-4".*\. And 2 more$/)
    assert.notInclude(output, 'CSI-5')
  })
})

test.group('The cost of what waits behind pauses', (group) => {
  withCleanDatabase(group)

  test('walks the index of messages held back, or due, up to a limit', async ({ assert }) => {
    const { client, statements } = listeningClient()
    const pauses = [facility('CSI-1'), messageType('custom'), EVERYTHING].map((target) => ({
      ...target,
      reason: null,
      pausedBy: 'cli:awa',
      since: now,
      until: null,
    }))
    await countBehindPauses(client, pauses, now)
    assert.lengthOf(statements, 3)
    const indexes = ['sms_messages_held_back', 'sms_messages_held_back', 'sms_messages_due']
    for (const [n, statement] of statements.entries()) {
      const plan = await planOf(statement)
      assert.include(plan, indexes[n])
      assert.notMatch(plan, /SCAN (?:m|p|f|sms_|patients)\b|Seq Scan/)
      assert.match(statement.sql, /LIMIT/)
    }
  })
})
