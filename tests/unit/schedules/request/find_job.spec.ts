import { test } from '@japa/runner'
import { FindJob } from '#schedules/request/find_job'
import { withCleanDatabase } from '#tests/helpers/database'
import { listeningClient, planOf } from '#tests/helpers/query_plans'
import { aScheduleRow } from '#tests/helpers/schedule_rows'

test.group('A job is found', (group) => {
  withCleanDatabase(group)

  const find = async (text: string, client = listeningClient().client) =>
    (await new FindJob({ connection: () => client } as any).run(text))?.schedule.id

  test('by its key, else as the latest of a request', async ({ assert }) => {
    const first = await aScheduleRow({ idempotency_key: 'first', request_id: 'request' })
    const latest = await aScheduleRow({ idempotency_key: 'latest', request_id: 'request' })
    await aScheduleRow({ idempotency_key: 'other', request_id: 'first' })
    assert.equal(await find('first'), first)
    assert.equal(await find('request'), latest)
    assert.isUndefined(await find('nothing'))
    assert.isUndefined(await find('x'.repeat(201)))
  })

  test('along an index, however many there are', async ({ assert }) => {
    await aScheduleRow({ idempotency_key: 'key', request_id: 'request' })
    const { client, statements } = listeningClient()
    await find('request', client)
    const plan = await planOf(statements.find(({ sql }) => sql.includes('request_id'))!)
    assert.match(plan, /schedules_of_request/)
    assert.notMatch(plan, /SCAN schedules|Seq Scan|Sort/i)
  })
})
