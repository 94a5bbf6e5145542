import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { aMessage, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { runAceProcess } from '#tests/helpers/ace_process'

/** Empty, as in an installation that sets nothing. */
const UNSET = { SMS_MESSAGES_PER_NUMBER_PER_DAY: '', SMS_SEGMENTS_PER_DAY: '' }

async function process(environment: Record<string, string>): Promise<Record<string, number>> {
  const { code } = await runAceProcess(['sms:process', '--json'], environment)
  if (code !== 0) throw new Error(`sms:process ended with ${code}`)
  const rows = await db
    .from('sms_messages')
    .select('status', 'reason')
    .count('* as messages')
    .groupBy('status', 'reason')
  return Object.fromEntries(
    rows.map(({ status, reason, messages }) => [`${status} ${reason}`, Number(messages)])
  )
}

test.group('Caps of an installation that sets none', (group) => {
  withCleanDatabase(group)

  test('a number gets ten SMS on one day; the rest waits', async ({ assert }) => {
    for (let n = 0; n < 13; n++) await aMessage({ phoneNumber: PHONE, urgent: true })
    assert.deepEqual(await process(UNSET), { 'sent written_to_log': 10, 'pending number_cap': 3 })
  })

  test('so many segments leave on one day; the rest waits', async ({ assert }) => {
    for (let n = 0; n < 5; n++) await aMessage({ urgent: true })
    const today = new Date().toISOString().slice(0, 10)
    await db.table('sending_counts').insert({ day: today, counted: '*', count: 9_997 })
    assert.deepEqual(await process(UNSET), { 'sent written_to_log': 3, 'pending day_cap': 2 })
  })

  test('0 is no cap', async ({ assert }) => {
    for (let n = 0; n < 13; n++) await aMessage({ phoneNumber: PHONE, urgent: true })
    const none = { SMS_MESSAGES_PER_NUMBER_PER_DAY: '0', SMS_SEGMENTS_PER_DAY: '0' }
    assert.deepEqual(await process(none), { 'sent written_to_log': 13 })
  })
})
