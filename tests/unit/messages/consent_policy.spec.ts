import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import SmsConsent from '#models/sms_consent'
import type { ConsentPolicy } from '#settings/sms_scheduler_settings'
import { EditMessage } from '#desk/edit_message'
import { aMessage, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { aChildOf, aConsentOffice } from '#tests/helpers/consents'
import { remindersInShort } from '#tests/helpers/reminders'

const known = (status: 'opted_in' | 'opted_out' | null) =>
  status && SmsConsent.create({ phoneNumber: PHONE, status, source: 'staff' })

const REMINDER = '1_day_reminder 2026-03-12'

/** What becomes of a message to a number with each consent. */
const EXPECTED: Record<ConsentPolicy, [Parameters<typeof known>[0], string | null][]> = {
  opt_out: [
    [null, null],
    ['opted_in', null],
    ['opted_out', 'opted_out'],
  ],
  opt_in: [
    [null, 'no_consent'],
    ['opted_in', null],
    ['opted_out', 'opted_out'],
  ],
}

for (const [policy, cases] of Object.entries(EXPECTED) as [ConsentPolicy, any][]) {
  test.group(`The policy ${policy}`, (group) => {
    withCleanDatabase(group)

    for (const [status, reason] of cases) {
      test(`${status ?? 'nothing known'}: ${reason ?? 'is sent to'}`, async ({ assert }) => {
        const { sweep, reconcile, gateway } = await aConsentOffice({ consent: { policy } })
        await known(status)
        const message = await aMessage({ phoneNumber: PHONE })
        await sweep.run()
        assert.include(await message.refresh(), {
          status: reason ? 'suppressed' : 'sent',
          reason: reason ?? null,
        })
        gateway.assertSentCount(reason ? 0 : 1)

        await aChildOf(PHONE)
        await reconcile.run()
        const expected = [REMINDER, reason ? 'suppressed' : 'pending', reason]
        assert.include(await remindersInShort(), expected.filter(Boolean).join(' '))
      })
    }
  })
}

test.group('When opt-in becomes required', (group) => {
  withCleanDatabase(group)

  test('open reminders are suppressed; a yes lets them begin again; so does the way back', async ({
    assert,
  }) => {
    const before = await aConsentOffice()
    await aChildOf(PHONE)
    await before.reconcile.run()
    assert.include(await remindersInShort(), `${REMINDER} pending`)

    const { reconcile, optIn } = await aConsentOffice({ consent: { policy: 'opt_in' } })
    await reconcile.run()
    assert.include(await remindersInShort(), `${REMINDER} suppressed no_consent`)
    assert.include(await optIn(), { reopened: 2 })
    assert.include(await remindersInShort(), `${REMINDER} pending`)

    await db.from('sms_consents').delete()
    await reconcile.run()
    assert.include(await remindersInShort(), `${REMINDER} suppressed no_consent`)
    await before.reconcile.run()
    assert.include(await remindersInShort(), `${REMINDER} pending`)
  })

  test('what was let through the gate is asked once more at the commit', async ({ assert }) => {
    const { sweep, gateway } = await aConsentOffice({
      consent: { policy: 'opt_in' },
      processing: { lanes: 1, batchSize: 2 },
      ratePerSecond: 1,
    })
    await known('opted_in')
    const first = await aMessage({ phoneNumber: PHONE })
    const second = await aMessage({ phoneNumber: PHONE })
    gateway.hold()
    const running = sweep.run()
    await gateway.arrived(1)
    await db.from('sms_consents').delete()
    gateway.release()
    await running
    assert.equal((await first.refresh()).status, 'sent')
    assert.include(await second.refresh(), { status: 'suppressed', reason: 'no_consent' })
    gateway.assertSentCount(1)
  })

  test('a message is not redirected to a number that has not said yes', async ({ assert }) => {
    const message = await aMessage()
    const { resolver } = await aConsentOffice({ consent: { policy: 'opt_in' } })
    const edit = await resolver.make(EditMessage)
    const request = { id: message.id, actor: 'cli:tester', defaultCountry: 'CM' } as const
    assert.include(await edit.run({ ...request, number: PHONE }), { outcome: 'no_consent' })
    await known('opted_in')
    assert.include(await edit.run({ ...request, number: PHONE }), { outcome: 'edited' })
  })
})
