import { test } from '@japa/runner'
import { LatestOccurrences, latestOccurrences } from '#schedules/manage/latest_occurrences'
import { withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { countTable, listeningClient, planOf } from '#tests/helpers/query_plans'
import { anOccurrenceRow, aScheduleRow } from '#tests/helpers/schedule_rows'

test.group('The latest run of schedules', (group) => {
  withCleanDatabase(group)

  test('is found for each that has one', async ({ assert }) => {
    const [often, once, never] = [await aScheduleRow(), await aScheduleRow(), await aScheduleRow()]
    await anOccurrenceRow({ schedule_id: often, fired_at: '2026-03-10 09:00:00' })
    const last = await anOccurrenceRow({ schedule_id: often, fired_at: '2026-03-10 10:00:00' })
    const only = await anOccurrenceRow({ schedule_id: once, status: 'dead_letter' })
    const latest = await (await make(LatestOccurrences)).run([often, once, never])
    assert.deepEqual(
      [...latest].map(([id, { id: occurrence, status }]) => [id, occurrence, status]).sort(),
      [
        [often, last, 'done'],
        [once, only, 'dead_letter'],
      ]
    )
  })

  test('is looked up along the index of the history', async ({ assert }) => {
    const { client, statements } = listeningClient()
    await latestOccurrences(client, [1, 2])
    await countTable('schedule_occurrences')
    for (const statement of statements)
      assert.notMatch(await planOf(statement), /SCAN (o|x)\b|Seq Scan on schedule_occurrences/)
  })
})
