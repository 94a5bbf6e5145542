import { test } from '@japa/runner'
import SmsMessage from '#models/sms_message'
import { aMessage, aPatient, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { aReplyDesk } from './replies.js'

const confirmation = { fr: 'Bien reçu : plus de SMS.', en: 'Done: no more SMS.' }
const aConfirmingDesk = (parts: Parameters<typeof aReplyDesk>[0] = {}) =>
  aReplyDesk({ consent: { confirmation }, ...parts })
const confirmations = () => SmsMessage.query().where('message_type', 'stop_confirmation')

test.group('The confirmation of a STOP', (group) => {
  withCleanDatabase(group)

  test('is not sent unless there is one', async ({ assert }) => {
    const { hear, sweep, gateway } = await aReplyDesk()
    await hear('STOP')
    await sweep.run()
    gateway.assertSentCount(0)
    assert.isEmpty(await confirmations())
  })

  for (const policy of ['opt_out', 'opt_in'] as const) {
    test(`reaches who has just said no, once, and nothing else does (${policy})`, async ({
      assert,
    }) => {
      const { hear, sweep, gateway } = await aConfirmingDesk({ consent: { policy, confirmation } })
      await hear('STOP', 'stop')
      await hear('STOP')
      await aMessage({ phoneNumber: PHONE })
      await sweep.run()
      assert.deepEqual(
        gateway.sent.map(({ body, phoneNumber }) => [phoneNumber, body]),
        [[PHONE, confirmation.fr]]
      )
    })
  }

  test('is in the language of the patient', async () => {
    const { hear, sweep, gateway } = await aConfirmingDesk()
    await aPatient({ caregiverPhone: PHONE, language: 'en' })
    await hear('STOP')
    await sweep.run()
    gateway.assertSent(({ body }) => body === confirmation.en)
  })

  test('is in the default language where there is none in that of the patient', async () => {
    const { hear, sweep, gateway } = await aConfirmingDesk()
    await aPatient({ caregiverPhone: PHONE, language: 'wo' })
    await hear('STOP')
    await sweep.run()
    gateway.assertSent(({ body }) => body === confirmation.fr)
  })

  test('comes again after a START and another STOP', async () => {
    const { hear, sweep, gateway } = await aConfirmingDesk()
    await hear('STOP')
    await sweep.run()
    await hear('START')
    await hear('STOP')
    await sweep.run()
    gateway.assertSentCount(2)
  })

  test('does not follow a START: whoever is back is not told of the end', async ({ assert }) => {
    const { hear, sweep, gateway } = await aConfirmingDesk()
    await hear('STOP', 'START')
    await sweep.run()
    gateway.assertSentCount(0)
    const [message] = await confirmations()
    assert.include(message.$attributes, { status: 'suppressed', reason: 'not_opted_out' })
  })

  test('does not follow a START that comes between the gate and the commit', async ({ assert }) => {
    const { hear, sweep, gateway, optIn } = await aConfirmingDesk({
      processing: { lanes: 1, batchSize: 2 },
      ratePerSecond: 1,
    })
    const first = await aMessage({ priority: 1 })
    await hear('STOP')
    gateway.hold()
    const running = sweep.run()
    await gateway.arrived(1)
    await optIn()
    gateway.release()
    await running
    assert.equal((await first.refresh()).status, 'sent')
    gateway.assertSentCount(1)
  })

  test('is not sent a day later', async ({ assert }) => {
    const { hear, sweep, gateway, clock } = await aConfirmingDesk()
    await hear('STOP')
    clock.advance({ hours: 24 })
    await sweep.run()
    gateway.assertSentCount(0)
    const [message] = await confirmations()
    assert.equal(message.status, 'expired')
  })

  test('keeps to the caps like every other message', async ({ assert }) => {
    const { hear, sweep, gateway } = await aConfirmingDesk({ caps: { messagesPerNumberPerDay: 1 } })
    await aMessage({ phoneNumber: PHONE })
    await sweep.run()
    await hear('STOP')
    await sweep.run()
    gateway.assertSentCount(1)
    const [message] = await confirmations()
    assert.include(message.$attributes, { status: 'pending', reason: 'number_cap' })
  })

  test('is no name under which another message gets through', async () => {
    const { optOut, sweep, gateway } = await aConfirmingDesk()
    await optOut()
    await aMessage({ messageType: 'stop_confirmation', phoneNumber: PHONE, source: 'api' })
    await sweep.run()
    gateway.assertSentCount(0)
  })

  test('a no that staff writes down is not confirmed', async ({ assert }) => {
    const { optOut } = await aConfirmingDesk()
    await optOut()
    assert.isEmpty(await confirmations())
  })
})
