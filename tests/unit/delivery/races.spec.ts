import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import SmsAttempt from '#models/sms_attempt'
import type SmsMessage from '#models/sms_message'
import SmsConsent from '#models/sms_consent'
import { aMessage, anImmunization, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { anEngine } from '#tests/helpers/engine'
import { now } from '#tests/helpers/test_clock'
import { CommitSending } from '#delivery/send/commit_sending'
import type { ReadyMessage } from '#delivery/message_in_hand'
import { releaseClaims } from '#delivery/claim/release_claims'
import { ClaimDueMessages } from '#delivery/claim/claim_due_messages'

test.group('What changes between the claim and the POST', (group) => {
  withCleanDatabase(group)

  async function claimedReminder() {
    const engine = await anEngine()
    const patient = await aPatient()
    const immunization = await anImmunization({ patientId: patient.id, dueOn: '2026-03-11' })
    const message = await aMessage({
      patientId: patient.id,
      immunizationId: immunization.id,
      dueOn: '2026-03-11',
      expiresAt: now.plus({ days: 1 }),
    })
    const until = engine.clock.nowMs() + 90_000
    const lease = { token: 'mine', claimedBy: 'tester', until, leftMs: () => 90_000 }
    await engine.accounts.all[0].state.permission()
    const claim = await engine.resolver.make(ClaimDueMessages)
    await claim.run({ ...lease, leaseUntil: lease.until, limit: 1 })
    const commitSending = await engine.resolver.make(CommitSending)
    const ready: ReadyMessage = {
      id: message.id,
      messageType: 'custom',
      phoneNumber: message.phoneNumber!,
      body: 'Rappel',
      encoding: 'GSM-7',
      segments: 1,
      templateVersion: null,
      templateId: null,
      leaveBefore: '2026-03-10 19:00:00',
      timezone: null,
      retryCount: 0,
      retryingSince: null,
      expiresAt: '2026-03-11 09:00:00',
      identity: 'of-this-message',
      isReminder: false,
      isAgain: false,
      carried: [],
      usefulUntil: null,
      retryUntil: null,
    }
    const commit = async (changes: Partial<ReadyMessage> = {}, leavesAt?: number) => {
      const { sending } = await commitSending.run(
        [{ ...ready, ...changes }],
        [leavesAt ?? engine.clock.nowMs()],
        lease,
        { name: 'log', gateway: 'log' }
      )
      return sending
    }
    return { engine, message, immunization, commit }
  }

  test('without a change the commit goes through, once', async ({ assert }) => {
    const { message, commit } = await claimedReminder()
    assert.lengthOf(await commit(), 1)
    assert.lengthOf(await commit(), 0)
    assert.equal((await message.refresh()).status, 'sending')
    assert.lengthOf(await SmsAttempt.all(), 1)
  })

  const changes: Record<
    string,
    (row: { message: SmsMessage; immunizationId: number }) => Promise<unknown>
  > = {
    'the visit is recorded': ({ immunizationId }) =>
      db
        .from('immunizations')
        .where('id', immunizationId)
        .update({ administered_on: '2026-03-10' }),
    'the due date is moved': ({ immunizationId }) =>
      db.from('immunizations').where('id', immunizationId).update({ due_on: '2026-03-20' }),
    'the caregiver says no': ({ message }) =>
      SmsConsent.create({
        phoneNumber: message.phoneNumber!,
        status: 'opted_out',
        source: 'staff',
      }),
    'the message is cancelled': ({ message }) =>
      db
        .from('sms_messages')
        .where('id', message.id)
        .update({ status: 'cancelled', reason: 'operator' }),
    'the number is changed': ({ message }) =>
      db.from('sms_messages').where('id', message.id).update({ phone_number: '+237699999999' }),
    'another worker took the lease': ({ message }) =>
      db.from('sms_messages').where('id', message.id).update({ lease_token: 'theirs' }),
    'the account is paused': () =>
      db.from('gateway_accounts').update({ state: 'paused', reason: 'operator' }),
  }
  for (const [what, change] of Object.entries(changes)) {
    test(`${what}: it is not sent`, async ({ assert }) => {
      const { message, immunization, commit } = await claimedReminder()
      await change({ message, immunizationId: immunization.id })
      assert.lengthOf(await commit(), 0)
      assert.lengthOf(await SmsAttempt.all(), 0)
      assert.notEqual((await message.refresh()).status, 'sending')
    })
  }

  test('what would leave in the last second of its window is not sent any more', async ({
    assert,
  }) => {
    const { commit } = await claimedReminder()
    const closesAt = DateTime.fromISO('2026-03-10T19:00:00Z').toMillis()
    assert.lengthOf(await commit({}, closesAt - 500), 0)
    assert.lengthOf(await commit({}, closesAt - 2_000), 1)
  })

  test('what would leave at its deadline is not sent any more', async ({ assert }) => {
    const { commit } = await claimedReminder()
    const deadline = now.plus({ days: 1 }).toMillis()
    assert.lengthOf(await commit({ leaveBefore: null }, deadline), 0)
    assert.lengthOf(await commit({ leaveBefore: null }, deadline - 1_000), 1)
  })

  test('the lease runs out: it is not sent', async ({ assert }) => {
    const { engine, commit } = await claimedReminder()
    engine.clock.advance({ seconds: 91 })
    assert.lengthOf(await commit(), 0)
  })
})

test.group('A worker that was lost', (group) => {
  withCleanDatabase(group)

  test('its message becomes unknown, and its late answer stays on the attempt', async ({
    assert,
  }) => {
    const message = await aMessage()
    const { sweep, gateway, reaper, clock } = await anEngine({ processing: { lanes: 1 } })
    gateway.hold().answerWith({ outcome: 'accepted', providerMessageId: 'late', httpStatus: 201 })
    const running = sweep.run()
    await gateway.arrived(1)

    clock.advance({ seconds: 91 })
    assert.equal(await reaper.run(), 1)
    assert.include(await message.refresh(), { status: 'unknown', reason: 'worker_lost' })

    gateway.release()
    const { statistics } = await running
    assert.equal(statistics.sent, 0)
    assert.include(await message.refresh(), { status: 'unknown', providerMessageId: null })
    const [attempt] = await SmsAttempt.all()
    assert.include(attempt.$attributes, { outcome: 'accepted', providerMessageId: 'late' })
    gateway.assertSentCount(1)
  })

  test('its late answer does not overwrite a newer attempt of another worker', async ({
    assert,
  }) => {
    const message = await aMessage()
    const late = await anEngine({ processing: { lanes: 1 } })
    late.gateway.hold().answerWith({ outcome: 'refused', reason: 'invalid_number' })
    const lateRun = late.sweep.run()
    await late.gateway.arrived(1)
    late.clock.advance({ seconds: 91 })
    await late.reaper.run()
    /** A person finds out that it never arrived. */
    await db
      .from('sms_messages')
      .where('id', message.id)
      .update({ status: 'pending', scheduled_at: '2026-03-10 08:00:00' })

    const newer = await anEngine({ clock: late.clock, processing: { lanes: 1 } })
    newer.gateway.hold().answerWith({ outcome: 'accepted', providerMessageId: 'newer' })
    const newerRun = newer.sweep.run()
    await newer.gateway.arrived(1)
    late.gateway.release()
    await lateRun
    assert.include(await message.refresh(), { status: 'sending', reason: null })

    newer.gateway.release()
    await newerRun
    assert.include(await message.refresh(), { status: 'sent', providerMessageId: 'newer' })
    assert.equal((await SmsAttempt.findByOrFail('number', 1)).reason, 'invalid_number')
  })

  test('gives nothing back that another has by now', async ({ assert }) => {
    const message = await aMessage({ leaseToken: 'theirs', leaseUntil: Date.now() * 2 })
    assert.equal(await releaseClaims(db.connection(), [message.id], 'mine'), 0)
    assert.equal((await message.refresh()).leaseToken, 'theirs')
    assert.equal(await releaseClaims(db.connection(), [message.id], 'theirs'), 1)
  })

  test('a claim that was never committed is simply taken by the next', async ({ assert }) => {
    const message = await aMessage({
      leaseToken: 'dead',
      leaseUntil: 1,
      claimedBy: 'a dead worker',
    })
    const { sweep, reaper } = await anEngine()
    assert.equal(await reaper.run(), 0)
    await sweep.run()
    assert.equal((await message.refresh()).status, 'sent')
  })

  test('five sweeps at once send each message once', async ({ assert }) => {
    for (let n = 0; n < 60; n++) await aMessage()
    const engines = await Promise.all(
      Array.from({ length: 5 }, () => anEngine({ processing: { batchSize: 5 } }))
    )
    await Promise.all(engines.map(({ sweep }) => sweep.run()))
    const sent = engines.flatMap(({ gateway }) => gateway.sent.map(({ messageId }) => messageId))
    assert.lengthOf(sent, 60)
    assert.equal(new Set(sent).size, 60)
  })
})
