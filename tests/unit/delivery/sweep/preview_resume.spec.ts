import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { UnknownFacility } from '#delivery/pauses/errors'
import SmsConsent from '#models/sms_consent'
import { isPostgres } from '#storage/dialect_of'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import {
  aMessageFrom,
  aPausableEngine,
  EVERYTHING,
  facility,
  messageType,
} from '#tests/helpers/pauses'
import { now } from '#tests/helpers/test_clock'

test.group('The preview of a resume', (group) => {
  withCleanDatabase(group)

  test('of everything counts what would be sent, expire and be suppressed, and changes nothing', async ({
    assert,
  }) => {
    await aMessage()
    await aMessage({ expiresAt: now.minus({ minutes: 1 }) })
    const refusing = await aMessage()
    await SmsConsent.create({
      phoneNumber: refusing.phoneNumber!,
      status: 'opted_out',
      source: 'staff',
    })
    await aMessageFrom('CSI-1')
    const { pause, preview, sweep, resume } = await aPausableEngine()
    await pause({ reason: 'wrong text' })
    await pause(facility('CSI-1'))
    const before = await rows()

    const previewed = await preview.run(EVERYTHING)

    assert.deepEqual(await rows(), before)
    assert.equal(previewed.pause?.reason, 'wrong text')
    assert.isNull(previewed.everything)
    const expected = { processed: 4, sent: 1, expired: 1, suppressed: 1, heldBack: 1 }
    assert.include(previewed.statistics, expected)

    await resume()
    assert.include((await sweep.run()).statistics, expected)
  })

  test('of a facility counts what is held back and what is due, of that facility alone', async ({
    assert,
  }) => {
    const held = await aMessageFrom('CSI-1')
    await aMessageFrom('CSI-2')
    const { pause, preview, sweep, resume } = await aPausableEngine({
      processing: { batchSize: 1 },
    })
    await pause(facility('CSI-1'))
    await pause(facility('CSI-2'))
    await sweep.run()
    await aMessage({ patientId: held.patientId })
    await aMessage()

    assert.include((await preview.run(facility('CSI-1'))).statistics, { processed: 2, sent: 2 })
    assert.include((await sweep.run({ dryRun: true })).statistics, { sent: 1, heldBack: 1 })

    await resume(facility('CSI-1'))
    assert.include((await sweep.run()).statistics, { sent: 3 })
  })

  test('of a type says what stands in the way besides', async ({ assert }) => {
    await aMessageFrom('CSI-1', { messageType: 'campaign' })
    await aMessage({ messageType: 'campaign' })
    const { pause, preview } = await aPausableEngine()
    await pause(messageType('campaign'))
    await pause(facility('CSI-1'))
    await pause({ reason: 'wrong text' })

    const { everything, statistics } = await preview.run(messageType('campaign'))

    assert.equal(everything?.reason, 'wrong text')
    assert.include(statistics, { processed: 2, sent: 1, heldBack: 1 })
  })

  test('counts a message that is looked at again once', async ({ assert }) => {
    for (let n = 0; n < 5; n++) await aMessageFrom(`CSI-${n}`, { messageType: 'campaign' })
    const { pause, preview, sweep, clock } = await aPausableEngine({ processing: { batchSize: 2 } })
    await pause(messageType('campaign'))
    await sweep.run({ limit: 3 })
    clock.advance({ minutes: 15 })
    await sweep.run({ limit: 2 })
    assert.include((await preview.run(messageType('campaign'))).statistics, { sent: 5 })
  })

  /** Only PostgreSQL keeps parts of a second; another program may have written them. */
  test('counts messages whose time has parts of a second once', async ({ assert }) => {
    for (let n = 0; n < 5; n++) {
      const { id } = await aMessage()
      await db
        .from('sms_messages')
        .where('id', id)
        .update({ scheduled_at: `2026-03-09 08:00:00.${n}` })
    }
    const { preview } = await aPausableEngine({ processing: { batchSize: 2 } })
    const { statistics } = await preview.run(EVERYTHING, { limit: 50 })
    assert.include(statistics, { processed: 5, sent: 5 })
  }).skip(() => !isPostgres(db.connection()), 'instants are whole seconds here')

  test('of what is not paused is what a sweep would do', async ({ assert }) => {
    await aMessage()
    const { preview } = await aPausableEngine()
    const { pause, statistics } = await preview.run(EVERYTHING)
    assert.isNull(pause)
    assert.include(statistics, { sent: 1 })
    await assert.rejects(() => preview.run(facility('CSI-9')), UnknownFacility)
  })
})

function rows() {
  return Promise.all([
    db.from('sms_messages').orderBy('id'),
    db.from('sending_pauses').orderBy('id'),
    db.from('audit_events').orderBy('id'),
  ])
}
