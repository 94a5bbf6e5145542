import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import SmsConsent from '#models/sms_consent'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { aFacility, aMessage, anImmunization, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { auditTrail } from '#tests/helpers/audit_trail'
import { now } from '#tests/helpers/test_clock'
import { actor, aDeadLetter, aDesk } from './support.js'

test.group('A preview of a retry', (group) => {
  withCleanDatabase(group)

  test('selects and refuses as the retry does, and changes nothing', async ({ assert }) => {
    await aDeadLetter()
    await aDeadLetter({ status: 'failed', reason: 'invalid_number' })
    await aDeadLetter({ expiresAt: now.minus({ minutes: 1 }) })
    await aDeadLetter({ attemptCount: 9 })
    const sent = await aMessage({ status: 'sent' })
    const before = await db.from('sms_messages').orderBy('id')
    const { preview, requeue } = await aDesk()

    const seen = await preview.run({ pageSize: 3 })
    assert.containSubset(seen, {
      matched: 4,
      wouldRequeue: 2,
      segments: 2,
      refused: { pastDeadline: 1, overThreshold: 1, changedMeanwhile: 0 },
      byReason: { retries_used_up: 3, invalid_number: 1 },
      mayArriveTwice: 0,
      stopped: false,
    })
    assert.deepEqual(await db.from('sms_messages').orderBy('id'), before)
    assert.isEmpty(await auditTrail())
    assert.isEmpty(await db.from('sms_message_events'))

    const done = await requeue.run({ actor })
    assert.equal(done.requeued, seen.wouldRequeue)
    assert.deepEqual(done.refused, seen.refused)
    const { unmatched } = await preview.run({ ids: [sent.id] })
    assert.deepEqual(unmatched, [{ id: sent.id, status: 'sent' }])
  })

  test('asks the gate who would be stopped now, and who would wait', async ({ assert }) => {
    await installDefaultTemplates()
    const optedOut = await aDeadLetter()
    await SmsConsent.create({
      phoneNumber: optedOut.phoneNumber!,
      status: 'opted_out',
      source: 'staff',
    })
    await aReminder({ administeredOn: '2026-03-10' })
    await aReminder({ timezone: 'America/Bogota' })
    await aReminder({})
    await aDeadLetter({ body: 'x'.repeat(1_000), segments: 7 })
    await aDeadLetter({ body: 'x'.repeat(200), segments: 2 })
    const { preview } = await aDesk()

    const { gate, segments, wouldRequeue } = await preview.run({ pageSize: 2 })

    assert.equal(wouldRequeue, 6)
    assert.deepEqual(gate, {
      send: 2,
      stopped: { opted_out: 1, visit_recorded: 1, text_too_long: 1 },
      deferred: { outside_window: 1 },
    })
    assert.equal(
      segments,
      1 + 1 + 2,
      'two that leave, one of them in two parts, and one that waits'
    )
  })

  test('says how many may arrive twice', async ({ assert }) => {
    await aMessage({ status: 'unknown', reason: 'worker_lost', attemptCount: 1 })
    const { preview } = await aDesk()
    const seen = await preview.run({ statuses: ['unknown'] })
    assert.containSubset(seen, { matched: 1, wouldRequeue: 1, mayArriveTwice: 1 })
    assert.deepEqual(seen.byReason, { worker_lost: 1 })
  })

  test('can be stopped between two pages', async ({ assert }) => {
    for (let n = 0; n < 4; n++) await aDeadLetter()
    const controller = new AbortController()
    const { preview } = await aDesk()
    const seen = await preview.run({
      pageSize: 2,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    })
    assert.include(seen, { matched: 4, wouldRequeue: 2, stopped: true })
  })
})

async function aReminder(world: { administeredOn?: string; timezone?: string }) {
  const facility = await aFacility({ timezone: world.timezone ?? 'Africa/Douala' })
  const patient = await aPatient({ facilityId: facility.id })
  const immunization = await anImmunization({
    patientId: patient.id,
    dueOn: '2026-03-11',
    administeredOn: (world.administeredOn ?? null) as never,
  })
  return aDeadLetter({
    messageType: '1_day_reminder',
    body: 'Rappel',
    templateVersion: 1,
    patientId: patient.id,
    immunizationId: immunization.id,
    dueOn: '2026-03-11',
    expiresAt: now.plus({ days: 1 }),
  })
}
