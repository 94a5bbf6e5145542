import { test } from '@japa/runner'
import limiter from '@adonisjs/limiter/services/main'
import { anApiToken } from '#tests/helpers/api_tokens'
import { withCleanDatabase } from '#tests/helpers/database'

const PAUSE = '/api/v1/scheduler/pause'
const SCHEDULES = '/api/v1/schedules'

test.group('Bodies of the API', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())

  test('are 16 kB at most, and 200 kB with a payload', async ({ client, assert }) => {
    const token = await anApiToken('scheduler:write', 'schedules:write')
    const post = (path: string, body: object) => client.post(path).bearerToken(token).json(body)
    ;(await post(PAUSE, { reason: 'x'.repeat(15_000) })).assertStatus(422)
    ;(await post(PAUSE, { reason: 'x'.repeat(17_000) })).assertStatus(413)
    ;(await post(PAUSE, { until: '1'.repeat(160_000) })).assertStatus(413)
    ;(await post(SCHEDULES, { name: 'x'.repeat(190_000) })).assertStatus(422)
    const answer = await post(SCHEDULES, { name: 'x'.repeat(210_000) })
    answer.assertStatus(413)
    assert.equal(JSON.parse(answer.text()).detail, 'The body is too large')
  })

  test('with many unknown fields get a short answer', async ({ client, assert }) => {
    const token = await anApiToken('schedules:write')
    const body: Record<string, unknown> = {}
    for (let field = 0; field < 15_000; field++) body[`f${field}`] = 1
    const fields = Object.fromEntries(Object.keys(body).map((name) => [name, 1]))
    for (const wrong of [body, { app_name: 'command', payload: fields, cron: '0 9 * * *' }]) {
      const answer = await client.post(SCHEDULES).bearerToken(token).json(wrong)
      answer.assertStatus(422)
      assert.isBelow(answer.text().length, 10_000)
    }
  })

  test('are refused where they are nested too deeply', async ({ client }) => {
    const token = await anApiToken('schedules:write')
    for (const depth of [30, 3_000]) {
      let payload: unknown = []
      for (let level = 1; level < depth; level++) payload = [payload]
      const answer = await client.post(SCHEDULES).bearerToken(token).json({ payload })
      answer.assertStatus(400)
    }
  })

  test('name no member of an object for a word', async ({ client, assert }) => {
    const token = await anApiToken('schedules:write', 'scheduler:write')
    const words = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf']
    for (const word of words) {
      const fields = ['cron', 'app_name', 'timezone', 'priority', 'kind', 'overlap', 'missed_runs']
      for (const field of [...fields, 'run_at', 'interval_ms', 'payload']) {
        const body = { app_name: 'command', payload: {}, cron: '0 9 * * *', [field]: word }
        const answer = await client.post(SCHEDULES).bearerToken(token).json(body)
        assert.equal(answer.status(), 422, `${field} ${word}`)
      }
      for (const field of ['facility', 'type', 'until']) {
        const answer = await client
          .post(PAUSE)
          .bearerToken(token)
          .json({ [field]: word })
        assert.equal(answer.status(), 422, `${field} ${word}`)
      }
    }
  })
})
