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

  test('with many records are measured before they are parsed', async ({ client, assert }) => {
    const token = await anApiToken('patients:write', 'jobs:write')
    const headers = { 'content-type': 'application/json', 'authorization': `Bearer ${token}` }
    const send = async (body: string | Buffer, others: object = {}, path = '/batches') => {
      const base = `http://${process.env.HOST}:${process.env.PORT}/api/v1`
      const method = path === '/batches' ? 'PUT' : 'POST'
      const init = { method, body: body as string, headers: { ...headers, ...others } }
      const answer = await fetch(base + path, init)
      assert.match(answer.headers.get('content-type')!, /json/)
      return { status: answer.status, text: await answer.text() }
    }
    const records = JSON.stringify(Array.from({ length: 1_000 }, () => ({ patient_ref: '"[{,' })))
    assert.equal((await send(records)).status, 200)
    for (const [body, status] of [
      [`[${'[],'.repeat(300_000)}[]]`, 413],
      [`["${'x'.repeat(1024 * 1024)}"]`, 413],
      ['['.repeat(21) + ']'.repeat(21), 400],
      ['[{]', 400],
      ['7', 400],
      [Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]), 400],
      ['[{"first_name":"a\\u0000b"}]', 422],
      ['[{"first_name":"a\\ud800b"}]', 422],
      ['[{"first_name":"a\\ud83d\\ude00b"}]', 200],
      ['', 422],
    ] as const) {
      const answer = await send(body)
      assert.equal(answer.status, status, `${String(body).slice(0, 30)}: ${answer.text}`)
      assert.isBelow(answer.text.length, 5_000)
    }
    assert.equal((await send('[]', { 'content-encoding': 'gzip' })).status, 415)
    assert.equal((await send('{"jobs":[7]}', {}, '/jobs')).status, 200)
    assert.equal((await client.post('/api/v1/jobs').bearerToken(token)).status(), 422)
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
