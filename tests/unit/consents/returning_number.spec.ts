import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import SmsConsent from '#models/sms_consent'
import { FindRefusal } from '#consents/find_refusal'
import { PreviewSweep } from '#delivery/sweep/preview_sweep'
import { aMessage, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { aConsentOffice, historyOf } from '#tests/helpers/consents'
import { aRow, csv, importText } from '#tests/helpers/imports'

async function anErasedRefusal(parts: Parameters<typeof aConsentOffice>[0] = {}) {
  const office = await aConsentOffice(parts)
  await office.optOut({ source: 'reply', actor: 'reply' })
  await db.transaction((trx) => office.erased.keep(trx, [PHONE]))
  office.clock.advance({ hours: 1 })
  return office
}

const consent = () => SmsConsent.findBy('phone_number', PHONE)
const hashes = () => db.from('erased_opt_outs')

test.group('A number that comes back after its person was erased', (group) => {
  withCleanDatabase(group)

  test('its first message is stopped at the gate, and the refusal is written down again', async ({
    assert,
  }) => {
    const { sweep, gateway } = await anErasedRefusal()
    const [message, second] = [
      await aMessage({ phoneNumber: PHONE }),
      await aMessage({ phoneNumber: PHONE }),
    ]
    const other = await aMessage()
    await sweep.run()

    gateway.assertSentCount(1)
    assert.equal((await other.refresh()).status, 'sent')
    for (const each of [message, second]) {
      assert.include(await each.refresh(), { status: 'suppressed', reason: 'opted_out' })
    }
    assert.containSubset((await consent())!.$attributes, {
      status: 'opted_out',
      source: 'erased',
      evidence: 'opted out on 2026-03-10 09:00:00 (reply), then erased',
    })
    assert.containSubset(await historyOf(PHONE), [{ to_status: 'opted_out', source: 'erased' }])
    assert.isEmpty(await hashes())
  })

  test('with opt-in required it is opted out as well, not merely without consent', async ({
    assert,
  }) => {
    const { sweep } = await anErasedRefusal({ consent: { policy: 'opt_in' } })
    const message = await aMessage({ phoneNumber: PHONE })
    await sweep.run()
    assert.include(await message.refresh(), { status: 'suppressed', reason: 'opted_out' })
  })

  test('a preview says so and writes nothing', async ({ assert }) => {
    const { resolver } = await anErasedRefusal()
    const message = await aMessage({ phoneNumber: PHONE })
    const preview = await resolver.make(PreviewSweep)
    assert.include(await preview.run({}), { sent: 0, suppressed: 1 })
    assert.equal((await message.refresh()).status, 'pending')
    assert.isNull(await consent())
    assert.lengthOf(await hashes(), 1)
  })

  test('no message may be redirected to it', async ({ assert }) => {
    const { resolver } = await anErasedRefusal()
    const find = await resolver.make(FindRefusal)
    assert.equal(await find.run(PHONE), 'opted_out')
    assert.isNull(await find.run('+237677000009'))
  })

  test('an import does not take it back, whatever its column says', async ({ assert }) => {
    await anErasedRefusal()
    const summary = await importText(csv(aRow({ caregiver_phone: PHONE, consent: 'yes' })))
    assert.deepEqual(summary.consents, { optedIn: 0, optedOut: 0, kept: 1 })
    assert.include((await consent())!.$attributes, { status: 'opted_out', source: 'erased' })
  })

  test('the person says yes again: that counts, and is not forgotten at the next erasure', async ({
    assert,
  }) => {
    const { optIn, erased, sweep, gateway } = await anErasedRefusal()
    assert.include(await optIn(), { changed: true, before: 'opted_out' })
    assert.isEmpty(await hashes())

    await db.transaction((trx) => erased.keep(trx, [PHONE]))
    await aMessage({ phoneNumber: PHONE })
    await sweep.run()
    gateway.assertSentCount(1)
  })

  test('a no that is repeated stays the one it was', async ({ assert }) => {
    const { optOut } = await anErasedRefusal()
    assert.include(await optOut(), { changed: false, before: 'opted_out' })
    assert.include((await consent())!.$attributes, { source: 'erased' })
  })
})
