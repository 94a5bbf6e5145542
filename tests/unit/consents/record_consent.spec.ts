import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import SmsConsent from '#models/sms_consent'
import { RecordConsent } from '#consents/record_consent'
import { aMessage, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { secondConnection } from '#tests/helpers/second_connection'
import { aChildOf, aConsentOffice, historyOf } from '#tests/helpers/consents'
import { events, remindersInShort } from '#tests/helpers/reminders'

test.group('A change of consent', (group) => {
  withCleanDatabase(group)

  test('a no is kept with who said so, when and where it is written', async ({ assert }) => {
    const { optOut } = await aConsentOffice()
    const { id, ...result } = await optOut({ evidence: 'form 12' })
    assert.deepEqual(result, { before: null, changed: true, suppressed: 0, reopened: 0 })

    const consent = await SmsConsent.findOrFail(id)
    assert.containSubset(consent.$attributes, {
      phoneNumber: PHONE,
      status: 'opted_out',
      source: 'staff',
      evidence: 'form 12',
      recordedBy: 'cli:tester',
    })
    assert.deepEqual(await historyOf(PHONE), [
      {
        at: '2026-03-10 09:00:00',
        from_status: null,
        to_status: 'opted_out',
        source: 'staff',
        evidence: 'form 12',
        actor: 'cli:tester',
      },
    ])
  })

  test('a no takes back every pending message of the number, and no other', async ({ assert }) => {
    const held = await aMessage({ phoneNumber: PHONE, leaseToken: 'theirs', leaseUntil: 9e12 })
    const sent = await aMessage({ phoneNumber: PHONE, status: 'sent' })
    const other = await aMessage()
    const { optOut } = await aConsentOffice()

    assert.include(await optOut(), { suppressed: 1 })
    assert.include((await held.refresh()).$attributes, {
      status: 'suppressed',
      reason: 'opted_out',
      leaseToken: null,
    })
    assert.equal((await sent.refresh()).status, 'sent')
    assert.equal((await other.refresh()).status, 'pending')
    assert.containSubset(await events(), [
      { message_id: held.id, actor: 'cli:tester', from_status: 'pending', reason: 'opted_out' },
    ])
  })

  test('a yes lets the reminders begin again; each change is kept, a repetition is none', async ({
    assert,
  }) => {
    const { optOut, optIn, reconcile, clock } = await aConsentOffice()
    await aChildOf(PHONE)
    await reconcile.run()
    assert.include(await optOut(), { suppressed: 2 })
    assert.include(await remindersInShort(), '1_day_reminder 2026-03-12 suppressed opted_out')

    clock.advance({ minutes: 5 })
    const again = await optOut({ evidence: 'again', source: 'reply' })
    assert.include(again, { changed: false, before: 'opted_out', suppressed: 0 })
    assert.include(await optIn({ source: 'api', actor: 'token:7' }), {
      changed: true,
      before: 'opted_out',
      reopened: 2,
    })
    assert.include(await remindersInShort(), '1_day_reminder 2026-03-12 pending')
    assert.containSubset(await historyOf(PHONE), [
      { to_status: 'opted_out', actor: 'cli:tester' },
      { from_status: 'opted_out', to_status: 'opted_in', source: 'api', actor: 'token:7' },
    ])
    assert.lengthOf(await historyOf(PHONE), 2)
    assert.lengthOf(await SmsConsent.all(), 1)
  })

  test('is audited by the id of the consent where a person made it, without the number', async ({
    assert,
  }) => {
    const { optOut, optIn } = await aConsentOffice()
    const { id } = await optOut()
    await optIn({ source: 'reply', actor: 'reply' })
    const [event, ...others] = await db.from('audit_events')
    assert.isEmpty(others)
    assert.include(event, {
      actor: 'cli:tester',
      action: 'consent_recorded',
      subject: `consent:${id}`,
    })
    assert.notInclude(JSON.stringify(event), PHONE.slice(1))
  })

  test('ten at once are one consent and one change', async ({ assert }) => {
    const other = await secondConnection()
    const { record } = await aConsentOffice()
    const elsewhere = await (await aConsentOffice({ db: other.db })).resolver.make(RecordConsent)
    const request = { phoneNumber: PHONE, status: 'opted_out', source: 'reply' } as const
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        (n % 2 ? record : elsewhere).run({ ...request, actor: `cli:${n}` })
      )
    )
    assert.lengthOf(
      results.filter(({ changed }) => changed),
      1
    )
    assert.lengthOf(await historyOf(PHONE), 1)
    await other.close()
  })
})
