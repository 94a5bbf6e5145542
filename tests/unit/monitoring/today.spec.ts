import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { GatewayConfig } from '#gateways/define_config'
import SmsMessage from '#models/sms_message'
import { ReadToday } from '#monitoring/today/read_today'
import { aMessage, anImmunization } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { anAccount } from '#tests/helpers/operation_rows'
import { countTable, listeningClient, planOf } from '#tests/helpers/query_plans'
import { settingsWith } from '#tests/helpers/settings'
import { ago, now, TEST_NOW } from '#tests/helpers/test_clock'

const inUtc = { timezone: 'UTC' }
const read = async () => (await make(ReadToday, new FrozenClock(TEST_NOW), inUtc)).run()

/** A message that last moved at this time; by default an hour ago. */
async function moved(status: string, values: object = {}, updatedAt = ago({ hours: 1 })) {
  const { id } = await aMessage({ status: status as any, ...values })
  await SmsMessage.query().where('id', id).update({ updated_at: updatedAt })
  return id
}

async function tried(startedAt: string, messageId: number, number: number) {
  await db.table('sms_attempts').insert({
    message_id: messageId,
    number,
    gateway: 'log',
    account: 'log',
    lease_token: 'x',
    started_at: startedAt,
    outcome: 'accepted',
  })
}

test.group('The figures of today', (group) => {
  withCleanDatabase(group)

  test('are those of messages that left or were given up since midnight', async ({ assert }) => {
    const sentAt = now.minus({ hours: 1 })
    await moved('sent', { sentAt })
    await moved('delivered', { sentAt })
    await moved('delivered', { sentAt: now.minus({ days: 1 }) })
    await moved('undelivered', { sentAt })
    await moved('failed', { failedAt: sentAt })
    await moved('dead_letter', { failedAt: sentAt })
    await moved('failed', {}, ago({ days: 1 }))
    await moved('expired')
    await moved('pending', { scheduledAt: now.plus({ hours: 3 }) })
    await moved('pending', { scheduledAt: now.plus({ days: 1 }) })
    const { figures, needAttention, isEmpty } = await read()
    assert.deepEqual(figures, {
      waiting: 1,
      sent: 3,
      delivered: 1,
      undelivered: 1,
      awaiting: 1,
      failed: 2,
      expired: 1,
      isCut: false,
    })
    assert.equal(needAttention, 3)
    assert.isFalse(isEmpty)
  })

  test('are none without messages', async ({ assert }) => {
    const { isEmpty, units, coming, hours } = await read()
    assert.isTrue(isEmpty)
    assert.isNull(units)
    assert.equal(coming.total, 0)
    assert.lengthOf(hours, 24)
  })

  test('count what the rules ask for in the next seven days', async ({ assert }) => {
    await anImmunization({ dueOn: '2026-03-12' })
    await anImmunization({ dueOn: '2026-03-20' })
    await anImmunization({ dueOn: '2026-03-12', administeredOn: '2026-03-09' })
    const { coming } = await read()
    const counts = coming.days.flatMap(({ date, byType }) =>
      Object.entries(byType).flatMap(([type, count]) => (count > 0 ? `${date} ${type}` : []))
    )
    assert.deepEqual(counts, [
      '2026-03-11 1_day_reminder',
      '2026-03-13 7_day_reminder',
      '2026-03-13 overdue_reminder',
    ])
    assert.equal(coming.total, 3)
  })

  test('have the hours of today beside the same weekday of four weeks', async ({ assert }) => {
    const id = await moved('delivered')
    await tried('2026-03-10 08:30:00', id, 1)
    for (let week = 1; week <= 4; week++)
      for (const minute of ['00', '59'])
        await tried(
          `${now.minus({ weeks: week }).toFormat('yyyy-MM-dd')} 07:${minute}:00`,
          id,
          week * 100 + Number(minute)
        )
    const { hours } = await read()
    assert.deepEqual(hours[8], { hour: 8, tries: 1, usual: 0 })
    assert.deepEqual(hours[7], { hour: 7, tries: 0, usual: 2 })
    assert.deepEqual(hours[10], { hour: 10, tries: null, usual: 0 })
  })

  test('say how long the units last, of the account that runs out first', async ({ assert }) => {
    await anAccount({ units: 100 })
    for (const [days, units] of [
      [2, 140],
      [1, 120],
    ])
      await db.table('gateway_balances').insert({
        account: 'log',
        contract_id: 'c',
        usable: true,
        country: 'CMR',
        units,
        polled_at: ago({ days }),
      })
    const { units } = await read()
    assert.containSubset(units, { account: 'log', units: 100, days: 5, perDay: 20 })
  })

  test('say how many units a reminder takes, of the messages that were tried last', async ({
    assert,
  }) => {
    assert.equal((await read()).unitsPerReminder, 1)
    for (const segments of [1, 2, null])
      await tried(ago({ hours: 1 }), await moved('sent', { segments }), 1)
    assert.equal((await read()).unitsPerReminder, 1.5)
  })

  test('have the units of all accounts, and when the first bundle ends', async ({ assert }) => {
    assert.isNull((await read()).bundles)
    await anAccount({ units: 100, units_expire_at: '2026-03-20 00:00:00' })
    const { bundles, openMinutes } = await read()
    assert.deepEqual(bundles, { units: 100, expiresAt: '2026-03-20 00:00:00' })
    assert.equal(openMinutes, 12 * 60)
  })

  test('are read along indexes, or bounded', async ({ assert }) => {
    for (let n = 0; n < 20; n++) await moved(n % 2 ? 'sent' : 'pending')
    await countTable('sms_messages')
    const { client, statements } = listeningClient()
    const gateways = await app.container.make(GatewayConfig)
    const clock = new FrozenClock(TEST_NOW)
    const today = new ReadToday(
      { connection: () => client } as any,
      clock,
      settingsWith(inUtc),
      gateways
    )
    await today.run()
    const large = statements.filter(({ sql }) =>
      /sms_messages|sms_attempts|immunizations/.test(sql)
    )
    assert.lengthOf(large, 7)
    for (const statement of large) {
      assert.match(statement.sql, /LIMIT/)
      const plan = await planOf(statement)
      if (/SELECT id FROM sms_messages LIMIT 1/.test(statement.sql)) continue
      if (/ORDER BY id DESC LIMIT 500/.test(statement.sql)) {
        assert.match(plan, /SEARCH m USING INTEGER PRIMARY KEY|sms_messages_pkey/)
        assert.notMatch(plan, /TEMP B-TREE|Sort/)
        continue
      }
      assert.match(
        plan,
        /sms_messages_(?:due|by_age|needs_attention)|sms_attempts_by_time|immunizations_open/
      )
      assert.notMatch(plan, /SCAN (?:sms_|imm|a\b)|Seq Scan on (?:sms|imm)/)
    }
  })
})
