import { test } from '@japa/runner'
import { RequeueMessages } from '#desk/requeue_messages'
import SmsMessage from '#models/sms_message'
import { aMessage, aPatient, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { anEngine, type EngineOptions } from '#tests/helpers/engine'
import { now } from '#tests/helpers/test_clock'
import { aVisit, statesOf } from '#tests/helpers/visits'

const UNLIMITED = { remindersPerNumberPerDay: null, remindersPerNumberPerWeek: null }
const NEXT_MORNING = '2026-03-11T07:00:00.000Z'
const inDays = (days: number) => now.plus({ days })

const anEngineWith = (frequency: EngineOptions['frequency'] = UNLIMITED) =>
  anEngine({ processing: { lanes: 1, batchSize: 50 }, timezone: 'Africa/Douala', frequency })

test.group('A reminder that comes after the SMS of the day', (group) => {
  withCleanDatabase(group)
  group.each.setup(installDefaultTemplates)

  test('waits for the next morning', async ({ assert }) => {
    const child = await aPatient({ caregiverPhone: PHONE })
    const { sweep, gateway } = await anEngineWith()
    await aVisit({ child, vaccines: ['Penta'] })
    await sweep.run()
    const late = await aVisit({ child, vaccines: ['VPO'], expiresAt: inDays(2) })
    await sweep.run()
    gateway.assertSentCount(1)
    assert.deepEqual(await statesOf(late), ['pending reminded_today'])
    const [{ scheduledAt }] = await SmsMessage.query().where('id', late[0].id)
    assert.equal(scheduledAt.toUTC().toISO(), NEXT_MORNING)
  })

  test('leaves at once if it would be of no use by then', async ({ assert }) => {
    const child = await aPatient({ caregiverPhone: PHONE })
    const { sweep, gateway } = await anEngineWith()
    await aVisit({ child, vaccines: ['Penta'] })
    await sweep.run()
    const late = await aVisit({ child, vaccines: ['VPO'], expiresAt: now.plus({ hours: 5 }) })
    await sweep.run()
    gateway.assertSentCount(2)
    assert.deepEqual(await statesOf(late), ['sent'])
  })

  test('does not wait if a person sends it again: it is the SMS of the day', async ({ assert }) => {
    const reminders = await aVisit({ vaccines: ['Penta', 'VPO'], expiresAt: inDays(2) })
    const { sweep, gateway, resolver } = await anEngineWith()
    gateway.answerWith({ outcome: 'ambiguous', reason: 'request_timeout' })
    await sweep.run()
    const requeue = await resolver.make(RequeueMessages)
    await requeue.run({ ids: reminders.map(({ id }) => id), actor: 'cli:tester', force: true })
    await sweep.run()
    gateway.assertSentCount(2)
    assert.deepEqual(await statesOf(reminders), ['sent', 'sent'])
  })

  test('does not wait for one that certainly did not leave', async ({ assert }) => {
    const child = await aPatient({ caregiverPhone: PHONE })
    const { sweep, gateway } = await anEngineWith()
    gateway.answerWith({ outcome: 'refused', reason: 'policy_refused' })
    await aVisit({ child, vaccines: ['Penta'] })
    await sweep.run()
    const late = await aVisit({ child, vaccines: ['VPO'], expiresAt: inDays(2) })
    await sweep.run()
    assert.deepEqual(await statesOf(late), ['sent'])
  })
})

test.group('Limits on reminders to one number', (group) => {
  withCleanDatabase(group)
  group.each.setup(installDefaultTemplates)

  async function remindDaily(days: number, frequency: EngineOptions['frequency']) {
    const engine = await anEngineWith(frequency)
    const child = await aPatient({ caregiverPhone: PHONE })
    const all: SmsMessage[] = []
    for (let day = 0; day < days; day++) {
      all.push(
        ...(await aVisit({
          child,
          vaccines: [`V${day}`],
          scheduledAt: engine.clock.now(),
          expiresAt: inDays(12),
        }))
      )
      await engine.sweep.run()
      engine.clock.advance({ days: 1 })
    }
    return { ...engine, all }
  }

  test('of a week hold the next one back, until the first is a week ago', async ({ assert }) => {
    const limits = { remindersPerNumberPerDay: null, remindersPerNumberPerWeek: 3 }
    const { all, sweep, gateway, clock } = await remindDaily(5, limits)
    gateway.assertSentCount(3)
    assert.deepEqual((await statesOf(all)).slice(3), Array(2).fill('pending week_limit'))
    clock.advance({ days: 2 })
    await sweep.run()
    assert.deepEqual((await statesOf(all)).slice(3), ['sent', 'sent'])
    gateway.assertSentCount(4)
  })

  test('of a day count SMS, not reminders; what it costs its use is said', async ({ assert }) => {
    const child = await aPatient({ caregiverPhone: PHONE })
    const { sweep, gateway } = await anEngineWith({
      remindersPerNumberPerDay: 2,
      remindersPerNumberPerWeek: null,
    })
    const three = await aVisit({ child, vaccines: ['Penta', 'VPO', 'PCV'] })
    await sweep.run()
    const late: SmsMessage[] = []
    for (const vaccine of ['RR', 'VAA']) {
      const expiresAt = now.plus({ hours: 5 })
      late.push(...(await aVisit({ child, vaccines: [vaccine], expiresAt })))
      await sweep.run()
    }
    gateway.assertSentCount(2)
    assert.deepEqual(await statesOf(three), Array(3).fill('sent'))
    assert.deepEqual(await statesOf(late), ['sent', 'expired over_limit_until_deadline'])
  })

  test('do not hold up what is no reminder', async ({ assert }) => {
    const { sweep, gateway } = await anEngineWith({
      remindersPerNumberPerDay: 1,
      remindersPerNumberPerWeek: 1,
    })
    for (let n = 0; n < 3; n++) await aMessage({ phoneNumber: PHONE })
    await sweep.run()
    gateway.assertSentCount(3)
    const reminders = await aVisit({ vaccines: ['Penta'] })
    await sweep.run()
    assert.deepEqual(await statesOf(reminders), ['sent'])
  })
})

test.group('An SMS that a person sent about a child', (group) => {
  withCleanDatabase(group)
  group.each.setup(installDefaultTemplates)

  const byHand = (patientId: number, daysAgo: number, source = 'person') =>
    aMessage({
      patientId,
      phoneNumber: PHONE,
      source,
      status: 'sent',
      sentAt: now.minus({ days: daysAgo }),
    })

  for (const source of ['person', 'api'])
    test(`replaces its reminders for some days, and they say so (${source})`, async ({
      assert,
    }) => {
      const child = await aPatient({ caregiverPhone: PHONE })
      const other = await aPatient()
      await byHand(child.id, 1, source)
      const reminders = [
        ...(await aVisit({ child, vaccines: ['Penta'] })),
        ...(await aVisit({ child: other, vaccines: ['Penta'] })),
      ]
      const { sweep } = await anEngineWith({ daysAfterByHand: 2 })
      await sweep.run()
      assert.deepEqual(await statesOf(reminders), ['suppressed sent_by_hand', 'sent'])
    })

  test('replaces nothing afterwards, or where that is switched off', async ({ assert }) => {
    const child = await aPatient({ caregiverPhone: PHONE })
    await byHand(child.id, 3)
    const reminders = await aVisit({ child, vaccines: ['Penta'] })
    const { sweep } = await anEngineWith({ daysAfterByHand: 2 })
    await sweep.run()
    assert.deepEqual(await statesOf(reminders), ['sent'])

    const niece = await aPatient()
    await byHand(niece.id, 0)
    const hers = await aVisit({ child: niece, vaccines: ['Penta'] })
    const { sweep: another } = await anEngineWith({ daysAfterByHand: 0 })
    await another.run()
    assert.deepEqual(await statesOf(hers), ['sent'])
  })
})
