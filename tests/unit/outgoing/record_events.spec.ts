import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { RecordConsent } from '#consents/record_consent'
import { transaction } from '#storage/transaction'
import { aMessage, PHONE } from '#tests/helpers/arrange'
import { countOf, withCleanDatabase } from '#tests/helpers/database'
import { DELIVERED, move, moveIn, SENT, turnOn, type Move } from '#tests/helpers/outgoing_events'
import { make } from '#tests/helpers/make'
import { ago } from '#tests/helpers/test_clock'

const types = async () => {
  const rows = await db.from('outgoing_events').orderBy('id').select('type')
  return rows.map(({ type }) => type)
}

const TOLD: [string, Move][] = [
  ['message.sent', SENT],
  ['message.delivered', DELIVERED],
  ['message.undelivered', { from: 'sent', to: 'undelivered', reason: 'undelivered' }],
  ['message.failed', { from: 'pending', to: 'failed', reason: 'text_empty' }],
  ['message.dead_letter', { from: 'sending', to: 'dead_letter', reason: 'retries_used_up' }],
]

const NOT_TOLD: Move[] = [
  { from: 'pending', to: 'sending', reason: 'requeued' },
  { from: 'pending', to: 'suppressed', reason: 'no_phone' },
  { from: 'pending', to: 'cancelled', reason: 'rejected' },
  { from: 'pending', to: 'expired', reason: 'deadline_passed' },
  { from: 'sending', to: 'unknown', reason: 'worker_lost' },
  { from: 'dead_letter', to: 'pending', reason: 'requeued' },
]

test.group('Outgoing events | recorded', (group) => {
  withCleanDatabase(group)

  test('not at all while there is no destination', async ({ assert }) => {
    const { id } = await aMessage({ status: 'sending' })
    await move(id, SENT, DELIVERED)
    assert.equal(await countOf('outgoing_events'), 0)
  })

  for (const [type, moved] of TOLD)
    test(`${type}: once for each destination, with one id`, async ({ assert }) => {
      await turnOn('webhook', 'kafka')
      const { id } = await aMessage({ status: moved.from })
      await move(id, moved)
      const rows = await db.from('outgoing_events').orderBy('destination')
      assert.deepEqual(
        rows.map(({ destination }) => destination),
        ['kafka', 'webhook']
      )
      for (const row of rows)
        assert.deepInclude(row, {
          event_id: rows[0].event_id,
          message_id: id,
          type,
          reason: moved.reason,
          occurred_at: ago({ minutes: 1 }),
          status: 'pending',
        })
    })

  test('not for other moves', async ({ assert }) => {
    await turnOn('webhook')
    for (const moved of NOT_TOLD) {
      const { id } = await aMessage({ status: moved.from })
      await move(id, moved)
    }
    assert.isEmpty(await types())
  })

  test('what an SMS carries is told as well', async ({ assert }) => {
    await turnOn('webhook')
    const { id } = await aMessage({ status: 'sending', carries: 1 })
    await aMessage({ status: 'sending', carriedBy: id })
    await move(id, SENT)
    assert.deepEqual(await types(), ['message.sent', 'message.sent'])
  })

  test('with the move, or not at all', async ({ assert }) => {
    await turnOn('webhook')
    const { id } = await aMessage({ status: 'sending' })
    await assert.rejects(() =>
      transaction(db.connection(), async (trx) => {
        await moveIn(trx, id, SENT)
        throw new Error('the transaction ends here')
      })
    )
    assert.equal(await countOf('outgoing_events'), 0)
  })

  test('an opt-out, once, however often it is said', async ({ assert }) => {
    await turnOn('webhook')
    const consents = await make(RecordConsent)
    const said = (status: 'opted_out' | 'opted_in') =>
      consents.run({ phoneNumber: PHONE, status, source: 'staff', actor: 'cli:test' })
    await said('opted_out')
    await said('opted_out')
    await said('opted_in')
    assert.deepEqual(await types(), ['message.opted_out'])
    const [row] = await db.from('outgoing_events')
    const [consent] = await db.from('sms_consent_events').where('to_status', 'opted_out')
    assert.deepInclude(row, { consent_event_id: consent.id, message_id: null })
    assert.notInclude(JSON.stringify(row), PHONE)
    await said('opted_out')
    assert.lengthOf(await types(), 2)
  })

  test('an event goes with its message and its number', async ({ assert }) => {
    await turnOn('webhook')
    const { id } = await aMessage({ status: 'sending' })
    await move(id, SENT)
    const consents = await make(RecordConsent)
    await consents.run({
      phoneNumber: PHONE,
      status: 'opted_out',
      source: 'staff',
      actor: 'cli:test',
    })
    await db.from('sms_messages').delete()
    await db.from('sms_consent_events').delete()
    assert.equal(await countOf('outgoing_events'), 0)
  })
})
