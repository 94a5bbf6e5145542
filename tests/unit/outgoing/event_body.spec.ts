import { test } from '@japa/runner'
import { RecordConsent } from '#consents/record_consent'
import type { Destination } from '#outgoing/destination'
import { aFacility, aMessage, aPatient, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import {
  aDelivery,
  aSentMessage,
  Listener,
  turnOn,
  type DeliveryOptions,
} from '#tests/helpers/outgoing_events'

test.group('Outgoing events | say', (group) => {
  withCleanDatabase(group)

  const to = (listener: Destination, options: DeliveryOptions = {}) =>
    aDelivery({ destinations: [listener], ...options })

  test('what a receiver can recognise, and neither number nor name nor text', async ({
    assert,
  }) => {
    await turnOn('webhook')
    const facility = await aFacility({ code: 'CSI-7' })
    const { id: patientId } = await aPatient({
      externalRef: 'REG-1',
      firstName: 'Canari',
      lastName: 'Ngo-Canari',
      facilityId: facility.id,
    })
    const { id } = await aSentMessage({
      patientId,
      phoneNumber: PHONE,
      body: 'Canari',
      source: 'api',
      dedupeKey: 'api:3:visit:4711',
      messageType: 'visit_moved',
    })
    const listener = new Listener()
    await (await to(listener)).run()
    const [event] = listener.heard
    assert.match(event.id, /^[0-9a-f-]{36}$/)
    assert.deepEqual(event, {
      id: event.id,
      type: 'message.sent',
      occurred_at: '2026-03-10T08:59:00Z',
      message: {
        id,
        type: 'visit_moved',
        status: 'sent',
        reason: 'written_to_log',
        source: 'api',
        patient: 'REG-1',
        facility: 'CSI-7',
        schedule: null,
        idempotency_key: 'visit:4711',
      },
    })
    assert.notMatch(JSON.stringify(event), /Canari|677123456/)
  })

  test('a message of a schedule with its schedule and key', async ({ assert }) => {
    await turnOn('webhook')
    await aSentMessage({ source: 'schedule', dedupeKey: 'schedule:77:1773133200' })
    const listener = new Listener()
    await (await to(listener)).run()
    assert.deepInclude(listener.heard[0].message, { schedule: 77, idempotency_key: null })
  })

  test('an opt-out with the children of the number and its last message', async ({ assert }) => {
    await turnOn('webhook')
    for (const externalRef of ['REG-1', 'REG-2'])
      await aPatient({ externalRef, caregiverPhone: PHONE })
    await aMessage({ status: 'sent', phoneNumber: PHONE })
    const last = await aMessage({
      status: 'sent',
      phoneNumber: PHONE,
      source: 'api',
      dedupeKey: 'api:3:k',
    })
    await aMessage({ status: 'sent' })
    const consents = await make(RecordConsent)
    await consents.run({ phoneNumber: PHONE, status: 'opted_out', source: 'staff', actor: 'cli:t' })
    const listener = new Listener()
    await (await to(listener)).run()
    assert.lengthOf(listener.heard, 1)
    assert.deepInclude(listener.heard[0], {
      type: 'message.opted_out',
      source: 'staff',
      patients: ['REG-1', 'REG-2'],
    })
    assert.deepInclude(listener.heard[0].last_message, { id: last.id, idempotency_key: 'k' })
    assert.notInclude(JSON.stringify(listener.heard), PHONE.slice(-8))
  })
})
