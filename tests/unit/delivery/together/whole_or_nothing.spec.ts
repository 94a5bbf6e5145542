import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { EditMessage } from '#desk/edit_message'
import { RequeueMessages } from '#desk/requeue_messages'
import SmsMessage from '#models/sms_message'
import { ReconcileReminders } from '#reminders/reconcile_reminders'
import { takeTurns } from '#reminders/reconcile_transaction'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { aFacility, aPatient, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { anEngine } from '#tests/helpers/engine'
import { configWith } from '#tests/helpers/reminders'
import { secondConnection } from '#tests/helpers/second_connection'
import { now } from '#tests/helpers/test_clock'
import { aVisit, statesOf } from '#tests/helpers/visits'
import { anSmsInHand } from '#tests/unit/delivery/together/sms_in_hand'
import { anInbox } from '#tests/unit/inbound/support'

const THREE = ['Penta', 'VPO', 'PCV']
const UNLIMITED = { remindersPerNumberPerDay: null, remindersPerNumberPerWeek: null }

/** PostgreSQL: a statement waits for a lock. SQLite has one writer: the other waits as soon as it has begun. */
async function somebodyWaits(): Promise<void> {
  if (!isPostgres(db.connection())) return
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
  while ((await query(db.connection(), waiting)).length === 0) await delay(20)
}

test.group('A reminder that is called off while its SMS is being committed', (group) => {
  withCleanDatabase(group)
  group.each.setup(installDefaultTemplates)

  type Change = (trx: TransactionClientContract, reminder: SmsMessage) => Promise<unknown>
  const changes: Record<string, Change> = {
    'by a visit': async (trx, { immunizationId }) => {
      await takeTurns(trx)
      const set = `UPDATE immunizations SET administered_on = '2026-03-10' WHERE id = :id`
      await query(trx, set, { id: immunizationId })
      const { clock } = await anEngine()
      const reconcile = new ReconcileReminders(db, clock, configWith(), logger)
      await reconcile.forImmunizations(trx, [immunizationId!])
    },
    'by a person': (trx, { id }) =>
      trx.from('sms_messages').where('id', id).update({ status: 'cancelled', reason: 'operator' }),
  }
  for (const [how, change] of Object.entries(changes)) {
    for (const place of [0, 2]) {
      test(`${how}: no part of the SMS moves (reminder ${place + 1})`, async ({
        assert,
        cleanup,
      }) => {
        const reminders = await aVisit({ vaccines: THREE })
        const { commit, sweep, gateway, clock } = await anSmsInHand()
        const other = await secondConnection()
        cleanup(() => other.close())
        let committed: ReturnType<typeof commit> | undefined
        await transaction(other.db.connection(), async (trx) => {
          await change(trx, reminders[place])
          committed = commit()
          await somebodyWaits()
        })
        assert.lengthOf((await committed!).sending, 0)
        const states = await statesOf(reminders)
        assert.match(states[place], /^cancelled/)
        assert.lengthOf(
          states.filter((state) => state === 'pending'),
          2
        )

        clock.advance({ minutes: 3 })
        await sweep.run()
        gateway.assertSentCount(1)
        assert.notInclude(gateway.sent[0].body, THREE[place])
      })
    }
  }
})

test.group('An SMS of several reminders that is on its way', (group) => {
  withCleanDatabase(group)
  group.each.setup(installDefaultTemplates)

  test('its receipt is there before the answer: it counts for all when that is recorded', async ({
    assert,
  }) => {
    const reminders = await aVisit({ vaccines: THREE })
    const { sweep, gateway } = await anEngine({ processing: { lanes: 1 } })
    const inbox = await anInbox()
    gateway.hold().answerWith({ outcome: 'accepted', providerMessageId: 'early-1' })
    const sweeping = sweep.run()
    await gateway.arrived(1)
    await inbox.get({ id: 'early-1', status: 'DeliveredToTerminal', number: PHONE })
    assert.deepEqual(await statesOf(reminders), Array(3).fill('sending'))
    gateway.release()
    await sweeping
    assert.deepEqual(await statesOf(reminders), Array(3).fill('delivered'))
  })

  test('the receipt of a worker that was lost: it counts for all', async ({ assert }) => {
    const reminders = await aVisit({ vaccines: THREE })
    const { commit, clock, reaper } = await anSmsInHand()
    await commit()
    const inbox = await anInbox({ clock })
    await inbox.get({ id: 'lost-1', status: 'DeliveredToTerminal', number: PHONE })
    clock.advance({ minutes: 3 })
    await reaper.run()
    clock.advance({ minutes: 30 })
    await inbox.apply.run()
    assert.deepEqual(await statesOf(reminders), Array(3).fill('delivered'))
  })

  test('what its next try does not name has nothing to do with it', async ({ assert }) => {
    const { id: facilityId } = await aFacility()
    const { id: elsewhere, code } = await aFacility()
    const expiresAt = now.plus({ days: 3 })
    const [aya, ines] = [
      await aPatient({ caregiverPhone: PHONE, facilityId, firstName: 'Aya' }),
      await aPatient({ caregiverPhone: PHONE, facilityId: elsewhere, firstName: 'Ines' }),
    ]
    const reminders = [
      ...(await aVisit({ child: aya, vaccines: ['Penta', 'VPO'], expiresAt })),
      ...(await aVisit({ child: ines, vaccines: ['Penta'], expiresAt })),
    ]
    const { sweep, gateway, clock } = await anEngine({ frequency: UNLIMITED })
    gateway.answerWith(
      { outcome: 'transient', reason: 'service_error' },
      { outcome: 'accepted', providerMessageId: 'id-2' }
    )
    await sweep.run()
    const since = '2026-03-10 09:00:00'
    await db
      .table('sending_pauses')
      .insert({ scope: 'facility', subject: code, reason: 'x', paused_by: 'x', since })
    clock.advance({ minutes: 6 })
    await sweep.run()
    gateway.assertSentCount(2)
    assert.notInclude(gateway.sent[1].body, 'Ines')
    const inbox = await anInbox({ clock })
    await inbox.get({ id: 'id-2', status: 'DeliveredToTerminal', number: PHONE })
    const states = await statesOf(reminders)
    assert.deepEqual(states.slice(0, 2), ['delivered', 'delivered'])
    assert.match(states[2], /^pending/)
    const [, , left] = await SmsMessage.query().orderBy('id')
    assert.include(left.$attributes, { carriedBy: null, body: null })
  })
})

test.group('A person’s retry of an SMS of several reminders', (group) => {
  withCleanDatabase(group)
  group.each.setup(installDefaultTemplates)

  const as = { actor: 'cli:tester', force: true }

  test('of one that was carried: it leaves alone, the others stay as they are', async ({
    assert,
  }) => {
    const reminders = await aVisit({ vaccines: THREE, expiresAt: now.plus({ days: 3 }) })
    const frequency = { ...UNLIMITED, together: 'child' } as const
    const { sweep, gateway, resolver } = await anEngine({ frequency, processing: { lanes: 1 } })
    gateway.answerWith({ outcome: 'refused', reason: 'invalid_number' })
    await sweep.run()
    const requeue = await resolver.make(RequeueMessages)
    await requeue.run({ ids: [reminders[2].id], ...as })
    await sweep.run()
    gateway.assertSentCount(2)
    assert.include(gateway.sent[1].body, 'PCV')
    assert.notInclude(gateway.sent[1].body, 'Penta')
    const failed = 'failed invalid_number'
    assert.deepEqual(await statesOf(reminders), [failed, failed, 'sent'])

    await requeue.run({ ids: [reminders[0].id], ...as })
    await sweep.run()
    gateway.assertSentCount(3)
    assert.notInclude(gateway.sent[2].body, 'PCV')
    assert.deepEqual(await statesOf(reminders), Array(3).fill('sent'))
  })

  test('with a text that the person wrote: it is one SMS at each try', async ({ assert }) => {
    const reminders = await aVisit({ vaccines: THREE, expiresAt: now.plus({ days: 3 }) })
    const { sweep, gateway, resolver, clock } = await anEngine({ frequency: UNLIMITED })
    gateway.answerWith(
      { outcome: 'refused', reason: 'invalid_number' },
      { outcome: 'transient', reason: 'service_error' }
    )
    await sweep.run()
    const [{ id }] = reminders
    const edit = await resolver.make(EditMessage)
    await edit.run({ id, text: 'Venez demain.', defaultCountry: 'CM', actor: 'cli:tester' })
    const requeue = await resolver.make(RequeueMessages)
    await requeue.run({ ids: [id], ...as })
    await sweep.run()
    assert.deepEqual(await statesOf(reminders), Array(3).fill('pending service_error'))
    clock.advance({ minutes: 6 })
    await sweep.run()
    clock.advance({ days: 1 })
    await sweep.run()
    assert.deepEqual(
      gateway.sent.slice(1).map(({ body }) => body),
      ['Venez demain.', 'Venez demain.']
    )
    assert.deepEqual(await statesOf(reminders), Array(3).fill('sent'))
  })
})

test.group('Four workers on the reminders of few numbers', (group) => {
  withCleanDatabase(group)
  group.each.setup(installDefaultTemplates)

  test('each number gets one SMS that names what its rows say', async ({ assert, cleanup }) => {
    const phones = Array.from({ length: 8 }, (_, n) => `+2376900002${10 + n}`)
    for (const caregiverPhone of phones) {
      const child = await aPatient({ caregiverPhone })
      await aVisit({ child, vaccines: THREE, expiresAt: now.plus({ days: 3 }) })
    }
    const others = await Promise.all([1, 2, 3].map(() => secondConnection()))
    cleanup(async () => void (await Promise.all(others.map(({ close }) => close()))))
    const processing = { batchSize: 2, lanes: 2 }
    const engines = await Promise.all(
      [undefined, ...others].map((other) => anEngine({ processing, db: other?.db }))
    )
    for (let round = 0; round < 2; round++)
      await Promise.all(engines.map(({ sweep }) => sweep.run()))

    const sent = engines.flatMap(({ gateway }) => gateway.sent)
    assert.sameMembers(
      sent.map(({ phoneNumber }) => phoneNumber),
      phones
    )
    for (const { messageId, body } of sent) {
      const named = await db
        .from('sms_messages as m')
        .join('immunizations as i', 'i.id', 'm.immunization_id')
        .whereRaw('(m.id = ? OR m.carried_by = ?)', [messageId, messageId])
        .where('m.status', 'sent')
        .select('i.vaccine')
      assert.sameMembers(
        named.map(({ vaccine }) => vaccine),
        THREE.filter((vaccine) => body.includes(vaccine))
      )
    }
  })
})
