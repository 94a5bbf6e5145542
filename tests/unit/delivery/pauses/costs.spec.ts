import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { HELD_BACK_REASONS, previewHeldBackMessages } from '#delivery/pauses/held_back'
import { WakeHeldBack } from '#delivery/pauses/wake_held_back'
import { withCleanDatabase } from '#tests/helpers/database'
import { countTable, listeningClient, planOf } from '#tests/helpers/query_plans'
import { aMessageFrom, facility, messageType } from '#tests/helpers/pauses'
import { TEST_NOW } from '#tests/helpers/test_clock'

/** Enough for the planner to choose as with many; a tenth is held back, the rest finished. */
const ROWS = 10_000
const ROWS_AT_ONCE = 200

test.group('The cost of what is held back', (group) => {
  withCleanDatabase(group)

  test('is that of a page of it, however much there is', async ({ assert }) => {
    const { patientId } = await aMessageFrom('CSI-1')
    const reasons = Object.values(HELD_BACK_REASONS)
    for (let row = 0; row < ROWS; row += ROWS_AT_ONCE) {
      await db.table('sms_messages').multiInsert(
        Array.from({ length: ROWS_AT_ONCE }, (_, offset) => {
          const held = offset % 10 === 0 && {
            status: 'pending',
            reason: reasons[(offset / 10) % 2],
          }
          return { ...FINISHED, patient_id: patientId, ...held }
        })
      )
    }
    await countTable('sms_messages')

    const { client, statements } = listeningClient()
    const now = '2026-03-10 09:00:00'
    for (const reason of reasons) await previewHeldBackMessages(client, { reason, now, limit: 50 })
    const wake = new WakeHeldBack({ connection: () => client } as any, new FrozenClock(TEST_NOW))
    await wake.run(facility('CSI-1'))
    await wake.run(messageType('campaign'))

    const reading = statements.filter(({ sql }) => !sql.startsWith('UPDATE'))
    assert.isAtLeast(reading.length, 6)
    for (const statement of reading) {
      const plan = await planOf(statement, { counted: true })
      assert.match(plan, /sms_messages_held_back/, statement.sql)
      assert.notMatch(plan, /TEMP B-TREE|Sort/, statement.sql)
    }
  })
})

const FINISHED = {
  message_type: 'campaign',
  status: 'sent',
  reason: null,
  phone_number: '+237691000000',
  priority: 2,
  scheduled_at: '2026-03-10 09:15:00',
  source: 'test',
  created_at: '2026-03-10 09:00:00',
  updated_at: '2026-03-10 09:00:00',
}
