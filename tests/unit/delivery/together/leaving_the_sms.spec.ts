import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import SmsAttempt from '#models/sms_attempt'
import SmsConsent from '#models/sms_consent'
import type SmsMessage from '#models/sms_message'
import { aPatient, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { anEngine } from '#tests/helpers/engine'
import { secondConnection } from '#tests/helpers/second_connection'
import { aVisit, statesOf } from '#tests/helpers/visits'
import { anSmsInHand } from '#tests/unit/delivery/together/sms_in_hand'

const THREE = ['Penta', 'VPO', 'PCV']

test.group('What changes while an SMS of several reminders is in hand', (group) => {
  withCleanDatabase(group)
  group.each.setup(installDefaultTemplates)

  test('a claim of one takes what belongs together, and the commit moves all', async ({
    assert,
  }) => {
    const reminders = await aVisit({ vaccines: THREE })
    const { ready, commit } = await anSmsInHand()
    assert.lengthOf(ready, 1)
    assert.lengthOf(ready[0].carried, 2)
    const { sending } = await commit()
    assert.lengthOf(sending, 1)
    assert.deepEqual(await statesOf(reminders), Array(3).fill('sending'))
    assert.lengthOf((await commit()).sending, 0)
    assert.lengthOf(await SmsAttempt.all(), 1)
  })

  const changes: Record<string, (reminder: SmsMessage) => Promise<unknown>> = {
    'a visit is recorded': ({ immunizationId }) =>
      db
        .from('immunizations')
        .where('id', immunizationId!)
        .update({ administered_on: '2026-03-10' }),
    'a due date is moved': ({ immunizationId }) =>
      db.from('immunizations').where('id', immunizationId!).update({ due_on: '2026-03-20' }),
    'one is cancelled': ({ id }) =>
      db.from('sms_messages').where('id', id).update({ status: 'cancelled' }),
    'one is erased': ({ id }) => db.from('sms_messages').where('id', id).delete(),
    'another worker has one': ({ id }) =>
      db.from('sms_messages').where('id', id).update({ lease_token: 'theirs' }),
    'the number of one is corrected': ({ id }) =>
      db.from('sms_messages').where('id', id).update({ phone_number: '+237690000002' }),
    'the caregiver says no': () =>
      SmsConsent.create({ phoneNumber: PHONE, status: 'opted_out', source: 'staff' }),
  }
  for (const [change, make] of Object.entries(changes)) {
    for (const place of [0, 2]) {
      test(`nothing of it leaves when ${change} (reminder ${place + 1})`, async ({ assert }) => {
        const reminders = await aVisit({ vaccines: THREE })
        const { commit } = await anSmsInHand()
        await make(reminders[place])
        assert.lengthOf((await commit()).sending, 0)
        assert.notInclude((await statesOf(reminders)).join(), 'sending')
        assert.lengthOf(await SmsAttempt.all(), 0)
      })
    }
  }

  test('the next try names those that are left', async ({ assert }) => {
    const reminders = await aVisit({ vaccines: THREE })
    const { sweep, gateway, clock, ...hand } = await anSmsInHand()
    await changes['a visit is recorded'](reminders[0])
    await hand.commit()
    clock.advance({ minutes: 3 })
    await sweep.run()
    gateway.assertSentCount(1)
    assert.notInclude(gateway.sent[0].body, 'Penta')
    assert.deepEqual(await statesOf(reminders), ['cancelled visit_recorded', 'sent', 'sent'])
  })
})

test.group('Two workers with reminders of one SMS', (group) => {
  withCleanDatabase(group)
  group.each.setup(installDefaultTemplates)

  test('one of them gets all, the other nothing', async ({ assert }) => {
    const reminders = await aVisit({ vaccines: THREE })
    const last = reminders[2]
    await db
      .from('sms_messages')
      .where('id', last.id)
      .update({ lease_token: 'theirs', lease_until: Date.parse('2026-03-10T09:01:00Z') })
    const { ready } = await anSmsInHand()
    assert.lengthOf(ready[0].carried, 2)
    assert.notEqual((await last.refresh()).leaseToken, 'theirs')
  })

  test('the one that holds the first keeps it', async ({ assert }) => {
    const [first, ...others] = await aVisit({ vaccines: THREE })
    await db
      .from('sms_messages')
      .where('id', first.id)
      .update({ lease_token: 'theirs', lease_until: Date.parse('2026-03-10T09:01:00Z') })
    const { ready } = await anSmsInHand()
    assert.equal(ready[0].id, others[0].id)
    assert.equal((await first.refresh()).leaseToken, 'theirs')
  })

  test('many at once send each number one SMS a day, whatever they claim', async ({ assert }) => {
    const phones = Array.from({ length: 12 }, (_, n) => `+2376900001${10 + n}`)
    const all: SmsMessage[] = []
    for (const caregiverPhone of phones) {
      const child = await aPatient({ caregiverPhone })
      all.push(...(await aVisit({ child, vaccines: THREE })))
    }
    const other = await secondConnection()
    const processing = { batchSize: 2, lanes: 3 }
    const engines = [await anEngine({ processing }), await anEngine({ processing, db: other.db })]
    try {
      await Promise.all(engines.map(({ sweep }) => sweep.run()))
      await Promise.all(engines.map(({ sweep }) => sweep.run()))
    } finally {
      await other.close()
    }
    const sent = engines.flatMap(({ gateway }) => gateway.sent.map((sms) => sms.phoneNumber))
    assert.sameMembers(sent, phones)
    const states = await statesOf(all)
    assert.isEmpty(states.filter((state) => !['sent', 'pending reminded_today'].includes(state)))
  })
})
