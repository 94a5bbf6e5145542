import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import SmsMessage from '#models/sms_message'
import { SendingCaps } from '#delivery/caps/sending_caps'
import { aFacility, aMessage, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { anEngine, type EngineOptions } from '#tests/helpers/engine'
import { now } from '#tests/helpers/test_clock'

const NUMBER = '+237690000001'
/** Two segments of the GSM alphabet. */
const LONG_TEXT = 'x'.repeat(200)
const REFUSED = { outcome: 'refused', reason: 'invalid_number' } as const

/** One lane, so that messages leave in their order. */
const anEngineWith = (caps: EngineOptions['caps'], batchSize = 50) =>
  anEngine({ caps, processing: { lanes: 1, batchSize } })

const statuses = async () => (await SmsMessage.query().orderBy('id')).map(({ status }) => status)

async function counted(name: string): Promise<number | undefined> {
  const row = await db.from('sending_counts').where('counted', name).first()
  return row?.count
}

test.group('A cap on messages to one number', (group) => {
  withCleanDatabase(group)

  test('lets the first ones leave and puts the others off to the next day', async ({ assert }) => {
    const messages = [await aMessage({ phoneNumber: NUMBER }), await aMessage()]
    for (let n = 0; n < 3; n++) messages.push(await aMessage({ phoneNumber: NUMBER }))
    const { sweep, gateway } = await anEngineWith({ messagesPerNumberPerDay: 2 })

    const { statistics } = await sweep.run()

    assert.include(statistics, { processed: 5, sent: 3, deferred: 2 })
    assert.deepEqual(await statuses(), ['sent', 'sent', 'sent', 'pending', 'pending'])
    const delayed = await messages[4].refresh()
    assert.include(delayed.$attributes, { reason: 'number_cap', leaseToken: null, attemptCount: 0 })
    assert.equal(delayed.scheduledAt.toUTC().toISO(), '2026-03-11T08:00:00.000Z')
    assert.equal(await counted(NUMBER), 2)
    gateway.assertSentCount(3)
  })

  test('begins anew the next day', async ({ assert }) => {
    for (let n = 0; n < 5; n++) await aMessage({ phoneNumber: NUMBER })
    const { sweep, gateway, clock } = await anEngineWith({ messagesPerNumberPerDay: 2 })
    await sweep.run()
    await sweep.run()
    gateway.assertSentCount(2)
    clock.travelTo('2026-03-11T08:00:00Z')
    await sweep.run()
    gateway.assertSentCount(4)
    clock.travelTo('2026-03-12T08:00:00Z')
    await sweep.run()
    assert.deepEqual(new Set(await statuses()), new Set(['sent']))
  })

  test('waits for the window of the facility, where it is known', async ({ assert }) => {
    const facility = await aFacility({ timezone: 'America/Bogota' })
    const patient = await aPatient({ facilityId: facility.id })
    await aMessage({ phoneNumber: NUMBER })
    const delayed = await aMessage({ phoneNumber: NUMBER, patientId: patient.id })
    const { sweep } = await anEngineWith({ messagesPerNumberPerDay: 1 })
    await sweep.run()
    assert.equal(
      (await delayed.refresh()).scheduledAt.toUTC().toISO(),
      '2026-03-11T00:00:00.000Z',
      'midnight of the settings, when the counters begin anew, is 19:00 in Bogota'
    )
  })

  test('expires what would be too late the next day', async ({ assert }) => {
    await aMessage({ phoneNumber: NUMBER })
    const late = await aMessage({ phoneNumber: NUMBER, expiresAt: now.plus({ hours: 23 }) })
    const soon = await aMessage({ phoneNumber: NUMBER, expiresAt: now.plus({ hours: 22 }) })
    const { sweep } = await anEngineWith({ messagesPerNumberPerDay: 1 })
    const { statistics } = await sweep.run()
    assert.include(statistics, { sent: 1, expired: 2, deferred: 0 })
    assert.equal((await soon.refresh()).status, 'expired')
    assert.include((await late.refresh()).$attributes, {
      status: 'expired',
      reason: 'over_cap_until_deadline',
    })
  })

  test('suppresses what is over it, where the settings say so', async ({ assert }) => {
    await aMessage({ phoneNumber: NUMBER })
    const over = await aMessage({ phoneNumber: NUMBER })
    const { sweep } = await anEngineWith({ messagesPerNumberPerDay: 1, whenOver: 'suppress' })
    const { statistics } = await sweep.run()
    assert.include(statistics, { sent: 1, suppressed: 1 })
    assert.include((await over.refresh()).$attributes, {
      status: 'suppressed',
      reason: 'number_cap',
    })
  })

  test('does not count what was certainly not sent', async ({ assert }) => {
    const refused = await aMessage({ phoneNumber: NUMBER })
    const { sweep, gateway } = await anEngineWith({ messagesPerNumberPerDay: 1 })
    gateway.answerMessage(refused.id, REFUSED)
    await sweep.run()
    assert.equal(await counted(NUMBER), 0)

    await aMessage({ phoneNumber: NUMBER })
    gateway.answerWith({ outcome: 'throttled', reason: 'too_many_requests' })
    await sweep.run()
    assert.deepEqual(await statuses(), ['failed', 'sent'])
    assert.equal(await counted(NUMBER), 1)
  })

  test('counts what may have been sent', async ({ assert }) => {
    await aMessage({ phoneNumber: NUMBER })
    const { sweep, gateway } = await anEngineWith({ messagesPerNumberPerDay: 1 })
    gateway.answerAlways({ outcome: 'ambiguous', reason: 'connection_reset' })
    await sweep.run()
    assert.equal(await counted(NUMBER), 1)
  })

  test('gives back to the day it was counted on', async ({ assert }) => {
    await aMessage({ phoneNumber: NUMBER })
    const { sweep, gateway, clock } = await anEngineWith({
      messagesPerNumberPerDay: 1,
      segmentsPerDay: 10,
    })
    clock.travelTo('2026-03-10T23:59:59Z')
    gateway.hold().answerAlways(REFUSED)
    const running = sweep.run()
    await gateway.arrived(1)
    assert.equal(await counted(NUMBER), 1)
    clock.advance({ seconds: 2 })
    gateway.release()
    await running
    const rows = await db.from('sending_counts').orderBy('counted')
    assert.sameDeepMembers(
      rows.map(({ counted: name, count }) => [name, count]),
      [
        ['*', 0],
        [NUMBER, 0],
      ]
    )
  })
})

test.group('A cap on the segments of a day', (group) => {
  withCleanDatabase(group)

  test('lets as many leave as fit, in their order', async ({ assert }) => {
    for (const body of ['court', LONG_TEXT, LONG_TEXT, 'court', 'court']) await aMessage({ body })
    const { sweep } = await anEngineWith({ segmentsPerDay: 4 })
    const { statistics } = await sweep.run()
    assert.include(statistics, { sent: 3, deferred: 2 })
    assert.deepEqual(await statuses(), ['sent', 'sent', 'pending', 'sent', 'pending'])
    assert.equal(await counted('*'), 4)
    const delayed = await SmsMessage.findByOrFail('status', 'pending')
    assert.equal(delayed.reason, 'day_cap')
  })

  test('a dry run says the same, page after page, and counts nothing', async ({ assert }) => {
    for (let n = 0; n < 25; n++) await aMessage()
    const { sweep } = await anEngineWith({ segmentsPerDay: 13 }, 10)
    const { statistics } = await sweep.run({ dryRun: true })
    assert.include(statistics, { processed: 25, sent: 13, deferred: 12 })
    assert.lengthOf(await db.from('sending_counts'), 0)
  })
})

test.group('Allowed countries', (group) => {
  withCleanDatabase(group)

  test('keep an SMS to any other from being sent', async ({ assert }) => {
    const abroad = await aMessage({ phoneNumber: '+33612345678' })
    await aMessage()
    const { sweep, gateway } = await anEngineWith({ allowedPrefixes: ['+237', '+235'] })
    const { statistics } = await sweep.run()
    assert.include(statistics, { sent: 1, suppressed: 1 })
    assert.include((await abroad.refresh()).$attributes, {
      status: 'suppressed',
      reason: 'country_not_allowed',
    })
    gateway.assertNotSent(({ phoneNumber }) => phoneNumber.startsWith('+33'))
  })
})

test.group('Without a cap', () => {
  test('the database is asked nothing', async ({ assert }) => {
    const { resolver } = await anEngine()
    const caps = await resolver.make(SendingCaps)
    const untouchable = new Proxy({} as any, {
      get() {
        throw new Error('asked the database')
      },
    })
    const message = { id: 1, phoneNumber: NUMBER, segments: 1, countedOn: null } as any
    const all = { within: [message], over: [] }
    assert.deepEqual(await caps.admit(untouchable, [message]), { ...all, day: null })
    await caps.count(untouchable, [message], null)
    await caps.giveBack(untouchable, [message])
    assert.deepEqual(await caps.look([message]), all)
    assert.lengthOf(await db.from('sending_counts'), 0)
  })
})
