import { test } from '@japa/runner'
import SmsAttempt from '#models/sms_attempt'
import SmsMessageEvent from '#models/sms_message_event'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import db from '@adonisjs/lucid/services/db'
import { aFacility, aMessage, anImmunization, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { insertDueMessages } from '#tests/helpers/orange_runs'
import { anEngine } from '#tests/helpers/engine'
import { now } from '#tests/helpers/test_clock'

test.group('A sweep', (group) => {
  withCleanDatabase(group)

  test('sends what is due, with an attempt and the moves written down', async ({ assert }) => {
    const { sweep, gateway } = await anEngine()
    const message = await aMessage({ body: 'Rappel: Penta 1 le 10/03' })
    gateway.answerMessage(message.id, {
      outcome: 'accepted',
      providerMessageId: 'abc',
      httpStatus: 201,
    })

    const { outcome, statistics } = await sweep.run()

    assert.equal(outcome, 'done')
    assert.include(statistics, { processed: 1, sent: 1 })
    await message.refresh()
    assert.include(message, {
      status: 'sent',
      providerMessageId: 'abc',
      attemptCount: 1,
      retryCount: 0,
    })
    assert.include(message, { leaseToken: null, encoding: 'GSM-7', segments: 1 })
    const attempts = await SmsAttempt.query().where('message_id', message.id)
    assert.lengthOf(attempts, 1)
    assert.include(attempts[0].$attributes, {
      number: 1,
      outcome: 'accepted',
      httpStatus: 201,
      gateway: 'log',
    })
    const moves = await SmsMessageEvent.query().where('message_id', message.id).orderBy('id')
    assert.deepEqual(
      moves.map(({ fromStatus, toStatus }) => [fromStatus, toStatus]),
      [
        ['pending', 'sending'],
        ['sending', 'sent'],
      ]
    )
  })

  test('goes on until nothing is due, whatever the batch size', async ({ assert }) => {
    await insertDueMessages(130)
    const { sweep, gateway } = await anEngine({ clock: undefined, processing: { batchSize: 7 } })
    const { statistics } = await sweep.run()
    assert.equal(statistics.sent, 0, 'they are due in the future of the test')

    await db.from('sms_messages').update({ scheduled_at: '2026-03-10 08:00:00' })
    const second = await sweep.run()
    assert.include(second.statistics, { processed: 130, sent: 130 })
    gateway.assertSentCount(130)
  })

  test('is limited by number and by type', async ({ assert }) => {
    await aMessage({ messageType: 'custom' })
    await aMessage({ messageType: 'custom' })
    await aMessage({ messageType: 'other' })
    const { sweep, gateway } = await anEngine()
    assert.equal((await sweep.run({ type: 'other' })).statistics.sent, 1)
    assert.equal((await sweep.run({ limit: 1 })).statistics.sent, 1)
    gateway.assertSentCount(2)
  })

  test('a dry run decides the same and changes nothing', async ({ assert }) => {
    const message = await aMessage()
    await aMessage({ phoneNumber: null })
    const before = await db.from('sms_messages').orderBy('id')
    const { sweep, gateway } = await anEngine()

    const { statistics } = await sweep.run({ dryRun: true })

    assert.include(statistics, { processed: 2, sent: 1, suppressed: 1 })
    gateway.assertNothingSent()
    assert.deepEqual(await db.from('sms_messages').orderBy('id'), before)
    assert.equal((await message.refresh()).status, 'pending')
  })

  test('renders the reminder at the last moment, in the language of the message', async () => {
    await installDefaultTemplates()
    const facility = await aFacility({ name: 'Hopital Central', timezone: 'Africa/Douala' })
    const patient = await aPatient({ firstName: 'Amina', facilityId: facility.id })
    const immunization = await anImmunization({ patientId: patient.id, dueOn: '2026-03-11' })
    await aReminder(immunization.id, patient.id, '2026-03-11', 'en')
    const { sweep, gateway } = await anEngine()

    await sweep.run()

    gateway.assertSent(({ body }) => body.includes('Amina') && body.includes('Hopital Central'))
    gateway.assertSent(({ body }) => !body.includes('{'))
  })

  test('a text that cannot be written is an error on that message alone', async ({ assert }) => {
    const wordless = await aMessage({ messageType: 'nobody_wrote_this', body: null })
    const tooLong = await aMessage({ body: 'x'.repeat(1_000) })
    const fine = await aMessage()
    const { sweep } = await anEngine()

    const { statistics } = await sweep.run()

    assert.include(statistics, { sent: 1, failed: 2 })
    assert.include(await wordless.refresh(), { status: 'failed', reason: 'template_missing' })
    assert.include(await tooLong.refresh(), { status: 'failed', reason: 'text_too_long' })
    assert.equal((await fine.refresh()).status, 'sent')
  })

  test('stops when asked: in flight is finished, the rest is given back', async ({ assert }) => {
    for (let n = 0; n < 20; n++) await aMessage()
    const { sweep, gateway } = await anEngine({
      processing: { lanes: 1, batchSize: 20 },
      ratePerSecond: 5,
    })
    const controller = new AbortController()
    gateway.hold()
    const running = sweep.run({ signal: controller.signal })
    await gateway.arrived(1)
    controller.abort()
    gateway.release()

    const { outcome, statistics } = await running

    assert.equal(outcome, 'stopped')
    assert.equal(statistics.sent, gateway.sent.length)
    const [{ pending }] = await db
      .from('sms_messages')
      .where('status', 'pending')
      .whereNull('lease_token')
      .count('* as pending')
    assert.equal(Number(pending), 20 - gateway.sent.length)
  })
})

async function aReminder(
  immunizationId: number,
  patientId: number,
  dueOn: string,
  language: string
) {
  return aMessage({
    messageType: '1_day_reminder',
    body: null,
    language,
    immunizationId,
    patientId,
    dueOn,
    expiresAt: now.plus({ days: 1 }),
    scheduledAt: now.minus({ minutes: 1 }),
  })
}
