import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { CleanUp } from '#retention/clean_up'
import { countOf, withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { aSentMessage, turnOn } from '#tests/helpers/outgoing_events'
import { ago, TEST_NOW } from '#tests/helpers/test_clock'

const OLD = ago({ days: 31 })

test.group('Cleanup of outgoing events', (group) => {
  withCleanDatabase(group)

  const prune = async (options = {}) => {
    const settings = { cleanup: { retentionDays: 30 } }
    return (await make(CleanUp, new FrozenClock(TEST_NOW), settings)).run(options)
  }

  async function anEvent(destination: string, values: object): Promise<void> {
    await db.from('event_destinations').delete()
    await turnOn(destination)
    await aSentMessage()
    await db.from('outgoing_events').where('destination', destination).update(values)
  }

  test('deletes dead letters past the retention time, and what nobody waits for', async ({
    assert,
  }) => {
    const dead = (at: string) => ({ status: 'dead_letter', given_up_at: at, next_attempt_at: at })
    await anEvent('a', dead(OLD))
    await anEvent('b', dead(ago({ days: 29 })))
    await anEvent('c', { next_attempt_at: OLD })
    await anEvent('webhook', { next_attempt_at: OLD })
    assert.include(await prune({ dryRun: true }), { outgoingEvents: 2 })
    assert.include(await prune(), { outgoingEvents: 2 })
    const left = await db.from('outgoing_events').orderBy('destination')
    assert.deepEqual(
      left.map(({ destination }) => destination),
      ['b', 'webhook']
    )
  })

  test('keeps a message until its events were told', async ({ assert }) => {
    await turnOn('kafka')
    await aSentMessage()
    await db.from('sms_messages').update({ updated_at: OLD, sent_at: ago({ days: 40 }) })
    assert.include(await prune(), { messages: 0 })
    await db
      .from('outgoing_events')
      .update({ status: 'dead_letter', given_up_at: ago({ days: 1 }) })
    assert.include(await prune(), { messages: 1 })
    assert.equal(await countOf('outgoing_events'), 0)
  })

  test('does not keep a message for a destination that was turned off', async ({ assert }) => {
    await turnOn('kafka')
    await aSentMessage()
    await db.from('sms_messages').update({ updated_at: OLD, sent_at: ago({ days: 40 }) })
    await db.from('event_destinations').delete()
    assert.include(await prune(), { messages: 1 })
  })
})
