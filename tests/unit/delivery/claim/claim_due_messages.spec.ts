import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import app from '@adonisjs/core/services/app'
import { Database } from '@adonisjs/lucid/database'
import { FrozenClock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { ClaimDueMessages } from '#delivery/claim/claim_due_messages'
import { releaseClaims } from '#delivery/claim/release_claims'
import SmsMessage from '#models/sms_message'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { insertDueMessages } from '#tests/helpers/orange_runs'
import { secondConnection } from '#tests/helpers/second_connection'

const clock = new FrozenClock('2026-03-10T09:00:00Z')
const at = (iso: string) => DateTime.fromISO(iso, { zone: 'utc' })
const lease = (token: string, limit = 10) => ({
  token,
  limit,
  claimedBy: 'tester',
  leaseUntil: clock.nowMs() + 90_000,
})

const idsOf = (rows: { id: number }[]) => rows.map(({ id }) => id)

test.group('Claiming', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => clock.travelTo('2026-03-10T09:00:00Z'))

  const claims = async (db?: Database) =>
    new ClaimDueMessages(
      db ?? (await app.container.make(Database)),
      clock,
      await app.container.make(SmsSchedulerConfig)
    )

  test('takes what is due, by priority, then by time', async ({ assert }) => {
    const late = await aMessage({ priority: 2, scheduledAt: at('2026-03-10T08:00:00Z') })
    const early = await aMessage({ priority: 2, scheduledAt: at('2026-03-10T07:00:00Z') })
    const urgent = await aMessage({ priority: 1, scheduledAt: at('2026-03-10T09:00:00Z') })
    await aMessage({ scheduledAt: at('2026-03-10T09:00:01Z') })
    await aMessage({ status: 'sent' })

    const claim = await claims()
    assert.deepEqual(idsOf(await claim.run(lease('a', 1))), [urgent.id])
    assert.deepEqual(idsOf(await claim.run(lease('b', 1))), [early.id])
    assert.deepEqual(idsOf(await claim.run(lease('c', 5))), [late.id])
    assert.deepEqual(idsOf(await claim.run(lease('d', 5))), [])
  })

  test('does not change the status, and can be limited to a type', async ({ assert }) => {
    const message = await aMessage({ messageType: 'custom' })
    const claim = await claims()
    assert.deepEqual(idsOf(await claim.run({ ...lease('a'), type: '7_day_reminder' })), [])
    await claim.run({ ...lease('b'), type: 'custom' })
    await message.refresh()
    assert.include(message, { status: 'pending', leaseToken: 'b', claimedBy: 'tester' })
  })

  test('is over when the lease is over or given back', async ({ assert }) => {
    const message = await aMessage()
    const claim = await claims()
    await claim.run(lease('a'))
    clock.advance({ seconds: 91 })
    assert.deepEqual(idsOf(await claim.run(lease('b'))), [message.id])

    const db = await app.container.make(Database)
    assert.equal(await releaseClaims(db.connection(), [message.id], 'a'), 0)
    assert.equal(await releaseClaims(db.connection(), [message.id], 'b'), 1)
    assert.deepEqual(idsOf(await claim.run(lease('c'))), [message.id])
  })

  test('of two connections never gets the same message twice', async ({ assert, cleanup }) => {
    await insertDueMessages(600)
    clock.travelTo(DateTime.utc().plus({ minutes: 1 }))
    const other = await secondConnection()
    cleanup(() => other.close())

    const here = await claims()
    const there = await claims(other.db)
    const rounds = Array.from({ length: 15 }, (_, round) => [
      here.run(lease(`here-${round}`, 25)),
      there.run(lease(`there-${round}`, 25)),
    ])
    const claimed = await Promise.all(rounds.flat()).then((ids) => ids.flat())

    assert.lengthOf(claimed, 600)
    assert.equal(new Set(claimed).size, 600)
    assert.lengthOf(await SmsMessage.query().whereNull('lease_token'), 0)
  })
})
