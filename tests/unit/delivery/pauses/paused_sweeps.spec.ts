import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import SendingPause from '#models/sending_pause'
import SmsMessage from '#models/sms_message'
import { HELD_BACK_MINUTES } from '#delivery/pauses/held_back'
import { aFacility, aMessage, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { auditTrail } from '#tests/helpers/audit_trail'
import { aMessageFrom, aPausableEngine, facility, messageType } from '#tests/helpers/pauses'
import { now } from '#tests/helpers/test_clock'

test.group('A sweep while everything is paused', (group) => {
  withCleanDatabase(group)

  test('claims nothing and says why', async ({ assert }) => {
    const message = await aMessage()
    const { pause, sweep, gateway } = await aPausableEngine()
    await pause({ reason: 'wrong text' })

    const { outcome, pauseReason, statistics } = await sweep.run()

    assert.include({ outcome, pauseReason }, { outcome: 'paused', pauseReason: 'wrong text' })
    assert.equal(statistics.processed, 0)
    gateway.assertNothingSent()
    assert.include(await message.refresh(), { status: 'pending', reason: null, claimedBy: null })
  })

  test('that began before stops at the next group and gives back what it claimed', async ({
    assert,
  }) => {
    for (let n = 0; n < 20; n++) await aMessage()
    const { pause, sweep, gateway } = await aPausableEngine({
      processing: { lanes: 1, batchSize: 20 },
      ratePerSecond: 5,
    })
    gateway.hold()
    const running = sweep.run()
    await gateway.arrived(1)
    await pause({ reason: 'wrong text' })
    gateway.release()

    const { outcome, pauseReason, statistics } = await running

    assert.include({ outcome, pauseReason }, { outcome: 'paused', pauseReason: 'wrong text' })
    assert.equal(statistics.sent, gateway.sent.length)
    assert.isBelow(statistics.sent, 20)
    const waiting = await SmsMessage.query().where('status', 'pending').whereNull('lease_token')
    assert.lengthOf(waiting, 20 - statistics.sent)
  })

  test('goes on by itself when the time is over, once, and says so', async ({ assert }) => {
    const message = await aMessage()
    const { pause, sweep, clock } = await aPausableEngine()
    await pause({ reason: 'wrong text', until: '2026-03-10T10:00:00Z' })

    clock.advance({ minutes: 59, seconds: 59 })
    assert.equal((await sweep.run()).outcome, 'paused')
    clock.advance({ seconds: 1 })
    assert.equal((await sweep.run()).outcome, 'done')

    assert.equal((await message.refresh()).status, 'sent')
    assert.lengthOf(await SendingPause.all(), 0)
    const trail = await auditTrail()
    assert.lengthOf(trail, 2)
    assert.include(trail[1], { action: 'sending_resumed_by_itself', actor: 'sweep' })
    assert.include(trail[1].detail, {
      scope: 'everything',
      reason: 'wrong text',
      since: '2026-03-10T09:00:00.000Z',
    })
  })

  test('sends nothing stale afterwards: what is too late expires', async ({ assert }) => {
    const stale = await aMessage({ expiresAt: now.plus({ minutes: 30 }) })
    const useful = await aMessage({ expiresAt: now.plus({ hours: 5 }) })
    const { pause, resume, sweep, clock, gateway } = await aPausableEngine()
    await pause()
    clock.advance({ hours: 1 })
    await resume()
    await sweep.run()
    assert.include(await stale.refresh(), { status: 'expired', reason: 'deadline_passed' })
    assert.equal((await useful.refresh()).status, 'sent')
    gateway.assertSentCount(1)
  })

  test('previewed says the same and changes nothing', async ({ assert }) => {
    await aMessage()
    const { pause, sweep } = await aPausableEngine()
    await pause({ reason: 'wrong text' })
    const { outcome, pauseReason, statistics } = await sweep.run({ dryRun: true })
    assert.include({ outcome, pauseReason }, { outcome: 'paused', pauseReason: 'wrong text' })
    assert.equal(statistics.processed, 0)
  })
})

test.group('A sweep while a facility or a type is paused', (group) => {
  withCleanDatabase(group)

  test('sends the rest, and says on the rows why the others wait', async ({ assert }) => {
    const ofFacility = await aMessageFrom('CSI-1')
    const ofType = await aMessage({ messageType: 'campaign' })
    const other = await aMessageFrom('CSI-2')
    const withoutPatient = await aMessage()
    const { pause, sweep } = await aPausableEngine()
    await pause(facility('CSI-1'))
    await pause(messageType('campaign'))

    const { outcome, statistics } = await sweep.run()

    assert.equal(outcome, 'done')
    assert.include(statistics, { sent: 2, heldBack: 2, deferred: 0 })
    assert.equal((await other.refresh()).status, 'sent')
    assert.equal((await withoutPatient.refresh()).status, 'sent')
    const lookedAtAgain = now.plus({ minutes: HELD_BACK_MINUTES }).toISO()
    for (const [message, reason] of [
      [ofFacility, 'facility_paused'],
      [ofType, 'message_type_paused'],
    ] as const) {
      assert.include(await message.refresh(), { status: 'pending', reason, attemptCount: 0 })
      assert.equal(message.scheduledAt.toUTC().toISO(), lookedAtAgain)
      assert.isNull(message.leaseToken)
    }
  })

  test('waits no longer than the pause', async ({ assert }) => {
    const message = await aMessageFrom('CSI-1')
    const { pause, sweep, clock } = await aPausableEngine()
    await pause({ ...facility('CSI-1'), until: '2026-03-10T09:05:00Z' })
    await sweep.run()
    await message.refresh()
    assert.equal(message.scheduledAt.toUTC().toISO(), '2026-03-10T09:05:00.000Z')
    clock.advance({ minutes: 5 })
    await sweep.run()
    assert.equal((await message.refresh()).status, 'sent')
  })

  test('nor longer than the pause once that is shortened', async ({ assert }) => {
    const message = await aMessageFrom('CSI-1')
    const { pause, sweep, clock } = await aPausableEngine()
    await pause(facility('CSI-1'))
    await sweep.run()
    await pause({ ...facility('CSI-1'), until: '2026-03-10T09:05:00Z' })
    clock.advance({ minutes: 5 })
    await sweep.run()
    assert.equal((await message.refresh()).status, 'sent')
  })

  test('what it held back is due again at once when the pause ends, and nothing else is', async ({
    assert,
  }) => {
    const mine = await aMessageFrom('CSI-1')
    const theirs = await aMessageFrom('CSI-2')
    const atNight = await aMessageFrom('CSI-3', { reason: 'outside_window' })
    await db
      .from('sms_messages')
      .where('id', atNight.id)
      .update({ scheduled_at: '2026-03-11 07:00:00', updated_at: '2026-03-10 08:00:00' })
    const { pause, resume, sweep } = await aPausableEngine()
    await pause(facility('CSI-1'))
    await pause(facility('CSI-2'))
    await sweep.run()

    const ended = await resume(facility('CSI-1'))

    assert.equal(ended?.dueAgain, 1)
    assert.isNull((await mine.refresh()).reason)
    assert.equal(mine.scheduledAt.toUTC().toISO(), now.toISO())
    assert.equal((await theirs.refresh()).reason, 'facility_paused')
    assert.equal((await atNight.refresh()).reason, 'outside_window')
    await sweep.run()
    assert.equal((await mine.refresh()).status, 'sent')
    assert.equal((await theirs.refresh()).status, 'pending')
  })

  test('more than one page of what it held back is due again', async ({ assert }) => {
    const { id: facilityId } = await aFacility({ code: 'CSI-1' })
    const { id: patientId } = await aPatient({ facilityId })
    const held = (count: number, values: Record<string, unknown>) =>
      Array.from({ length: count }, () => ({ ...HELD, patient_id: patientId, ...values }))
    for (let page = 0; page < 5; page++) {
      await db.table('sms_messages').multiInsert(held(250, {}))
      await db
        .table('sms_messages')
        .multiInsert(held(250, { message_type: 'campaign', reason: 'message_type_paused' }))
    }
    const { pause, resume } = await aPausableEngine()
    await pause(messageType('campaign'))
    await pause(facility('CSI-1'))
    assert.equal((await resume(messageType('campaign')))?.dueAgain, 1_250)
    assert.equal((await resume(facility('CSI-1')))?.dueAgain, 1_250)
    assert.lengthOf(await SmsMessage.query().whereNotNull('reason'), 0)
  })

  test('a reminder that is planned for later keeps its time', async ({ assert }) => {
    const plannedAt = now.plus({ days: 2 })
    const values = { plannedAt, scheduledAt: plannedAt, reason: 'message_type_paused' }
    const message = await aMessage({ messageType: 'campaign', ...values })
    const { pause, resume } = await aPausableEngine()
    await pause(messageType('campaign'))
    await resume(messageType('campaign'))
    await message.refresh()
    assert.equal(message.scheduledAt.toUTC().toISO(), plannedAt.toISO())
  })

  test('what becomes useless meanwhile expires while the pause lasts', async ({ assert }) => {
    const message = await aMessageFrom('CSI-1', { expiresAt: now.plus({ minutes: 10 }) })
    const { pause, sweep, clock } = await aPausableEngine()
    await pause(facility('CSI-1'))
    await sweep.run()
    clock.advance({ minutes: HELD_BACK_MINUTES })
    const { statistics } = await sweep.run()
    assert.equal(statistics.expired, 1)
    assert.include(await message.refresh(), { status: 'expired', reason: 'deadline_passed' })
  })

  test('a message under two pauses waits for both', async ({ assert }) => {
    const message = await aMessageFrom('CSI-1', { messageType: 'campaign' })
    const { pause, resume, sweep } = await aPausableEngine()
    await pause(facility('CSI-1'))
    await pause(messageType('campaign'))
    await sweep.run()
    assert.equal((await message.refresh()).reason, 'facility_paused')
    await resume(facility('CSI-1'))
    await sweep.run()
    assert.equal((await message.refresh()).reason, 'message_type_paused')
    await resume(messageType('campaign'))
    await sweep.run()
    assert.equal((await message.refresh()).status, 'sent')
  })

  test('a retry that is due during the pause counts no retry', async ({ assert }) => {
    const message = await aMessageFrom('CSI-1', { retryCount: 1, attemptCount: 1 })
    const { pause, resume, sweep } = await aPausableEngine()
    await pause(facility('CSI-1'))
    await sweep.run()
    assert.include(await message.refresh(), { retryCount: 1, attemptCount: 1 })
    await resume(facility('CSI-1'))
    await sweep.run()
    assert.include(await message.refresh(), { status: 'sent', attemptCount: 2 })
  })
})

const HELD = {
  message_type: 'custom',
  status: 'pending',
  reason: 'facility_paused',
  priority: 2,
  scheduled_at: '2026-03-10 09:15:00',
  source: 'test',
  created_at: '2026-03-10 09:00:00',
  updated_at: '2026-03-10 09:00:00',
}
