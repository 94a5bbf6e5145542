import { test } from '@japa/runner'
import { FrozenClock } from '#app/clock'
import { CountAttention } from '#desk/count_attention'
import { CountStates } from '#desk/count_states'
import { GroupAttention } from '#desk/group_attention'
import { PeopleOfMessages } from '#desk/people_of_messages'
import { aFacility, aMessage, anImmunization, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { countTable, listeningClient, planOf } from '#tests/helpers/query_plans'
import { now, TEST_NOW } from '#tests/helpers/test_clock'

const on = (client: unknown) => ({ connection: () => client }) as any

test.group('What pages read of messages', (group) => {
  withCleanDatabase(group)

  test('is how many are in each state, and which are due', async ({ assert }) => {
    await aMessage({ scheduledAt: now.minus({ hours: 1 }) })
    await aMessage({ scheduledAt: now.plus({ hours: 1 }) })
    await aMessage({ status: 'delivered' })
    await aMessage({ status: 'failed' })
    const counts = await (await make(CountStates)).run()
    const states = Object.entries(counts).flatMap(([state, { count }]) =>
      count > 0 ? [[state, count]] : []
    )
    assert.deepEqual(Object.fromEntries(states), { pending: 2, due: 1, delivered: 1, failed: 1 })
    for (const { isMore } of Object.values(counts)) assert.isFalse(isMore)
  })

  test('is whom they are about', async ({ assert }) => {
    const facility = await aFacility({ name: 'CSI Briqueterie' })
    const patient = await aPatient({
      firstName: 'Salamatou',
      lastName: 'Njoya',
      facilityId: facility.id,
    })
    const { id } = await anImmunization({ patientId: patient.id, vaccine: 'RR', dose: '2' })
    const reminder = await aMessage({ patientId: patient.id, immunizationId: id })
    const other = await aMessage()
    const people = await (await make(PeopleOfMessages)).run([reminder.id, other.id])
    assert.deepEqual(
      [...people.values()],
      [
        {
          id: reminder.id,
          firstName: 'Salamatou',
          lastName: 'Njoya',
          facility: 'CSI Briqueterie',
          vaccine: 'RR',
          dose: '2',
        },
      ]
    )
  })

  test('is what waits for people, by status and reason, the most first', async ({ assert }) => {
    await aMessage({ status: 'failed', reason: 'invalid_number' })
    await aMessage({ status: 'failed', reason: 'invalid_number' })
    await aMessage({ status: 'unknown', reason: 'timeout' })
    await aMessage({ status: 'undelivered', reason: 'undelivered' })
    const { groups, isCut } = await (await make(GroupAttention)).run()
    assert.deepEqual(groups, [
      { status: 'failed', reason: 'invalid_number', count: 2 },
      { status: 'unknown', reason: 'timeout', count: 1 },
    ])
    assert.isFalse(isCut)
  })

  test('is how many wait for people, for every page', async ({ assert }) => {
    for (const status of ['failed', 'dead_letter', 'unknown', 'sent'] as const)
      await aMessage({ status })
    assert.deepEqual(await (await make(CountAttention)).run(), { count: 3, isMore: false })
  })

  test('costs the same whatever the size of the table', async ({ assert }) => {
    for (let n = 0; n < 20; n++) await aMessage({ status: n % 2 ? 'sent' : 'failed' })
    await countTable('sms_messages')
    const { client, statements } = listeningClient()
    await new CountStates(on(client), new FrozenClock(TEST_NOW)).run()
    await new GroupAttention(on(client)).run()
    await new CountAttention(on(client)).run()
    assert.lengthOf(statements, 9)
    for (const statement of statements) {
      assert.match(statement.sql, /LIMIT/)
      const plan = await planOf(statement)
      if (statement.sql.includes('ORDER BY id DESC')) continue
      assert.match(plan, /sms_messages_(?:due|sending|needs_attention)/, statement.sql)
    }
  })
})
