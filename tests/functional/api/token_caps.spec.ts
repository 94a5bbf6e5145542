import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import limiter from '@adonisjs/limiter/services/main'
import type { TokenCaps } from '#access/token_caps'
import { aCappedApiToken, anApiToken } from '#tests/helpers/api_tokens'
import { withCleanDatabase } from '#tests/helpers/database'
import { runAce } from '#tests/helpers/run_ace'

const SCHEDULES = '/api/v1/schedules'
const SMS = {
  app_name: 'sms',
  payload: { phoneNumber: '+237690000001', message: 'Bonjour', correlationId: 'visit 7' },
  cron: '0 9 * * 1',
}

test.group('What a token may do to schedules', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())

  test('ends at those that it made, unless it may change all', async ({ client, assert }) => {
    const [mine, other] = [await anApiToken('schedules:write'), await anApiToken('schedules:write')]
    const admin = await anApiToken('schedules:write', 'schedules:admin')
    const { id, version } = (await client.post(SCHEDULES).bearerToken(mine).json(SMS)).body()
    const path = `${SCHEDULES}/${id}`
    const changes = (token: string) => [
      client.patch(path).bearerToken(token).json({ version, name: 'Tuesday' }),
      client.post(`${path}/pauses`).bearerToken(token),
      client.delete(`${path}/pauses`).bearerToken(token),
      client.post(`${path}/runs`).bearerToken(token),
      client.delete(path).bearerToken(token),
    ]
    for (const change of changes(other)) {
      const answer = await change
      answer.assertStatus(403)
      assert.equal(answer.body().code, 'E_NOT_YOUR_SCHEDULE')
    }
    const before = await db.from('schedules').firstOrFail()
    assert.include(before, { version: 1, disabled_reason: null })
    ;(await client.post(`${path}/pauses`).bearerToken(admin)).assertStatus(200)
    ;(await client.delete(`${path}/pauses`).bearerToken(mine)).assertStatus(200)
    ;(await client.delete(path).bearerToken(mine)).assertStatus(204)
    ;(await client.delete(`${SCHEDULES}/4711`).bearerToken(other)).assertStatus(404)
  })

  test('shows the number and the text of a payload with their abilities alone', async ({
    client,
    assert,
  }) => {
    const writer = await anApiToken('schedules:write')
    const { id } = (await client.post(SCHEDULES).bearerToken(writer).json(SMS)).body()
    const shown = async (...abilities: any[]) => {
      const token = await anApiToken('schedules:read', ...abilities)
      return (await client.get(`${SCHEDULES}/${id}`).bearerToken(token)).body().payload
    }
    assert.include(await shown(), {
      phoneNumber: '+237•••••••01',
      message: null,
      correlationId: null,
    })
    assert.include(await shown('phones:read'), { ...SMS.payload, message: null })
    assert.include(await shown('messages:read'), {
      phoneNumber: '+237•••••••01',
      message: 'Bonjour',
    })
    assert.include(await shown('messages:read', 'phones:read'), SMS.payload)
    const other = { app_name: 'command', payload: { command: 'sms:health' }, cron: '0 9 * * 1' }
    const made = await client.post(SCHEDULES).bearerToken(writer).json(other)
    assert.isNull(made.body().payload)
  })

  const over: [cap: keyof TokenCaps, caps: Partial<TokenCaps>, values: object][] = [
    ['shortest_interval_seconds', { shortest_interval_seconds: 60 }, { interval_ms: 59_000 }],
    ['shortest_interval_seconds', { shortest_interval_seconds: 3_600 }, { cron: '0,30 9 * * 1' }],
    ['messages_per_day', { messages_per_day: 0 }, {}],
    ['segments_per_day', { segments_per_day: 0 }, {}],
    ['schedules_in_force', { schedules_in_force: 0 }, {}],
  ]
  for (const [cap, caps, values] of over) {
    test(`is bounded by ${cap}: ${JSON.stringify(values)}`, async ({ client, assert }) => {
      const token = await aCappedApiToken(caps, 'schedules:write')
      const { cron, ...rest } = SMS
      const body = 'interval_ms' in values ? { ...rest, ...values } : { ...rest, cron, ...values }
      const answer = await client.post(SCHEDULES).bearerToken(token).json(body)
      answer.assertStatus(429)
      assert.include(answer.body(), { code: 'E_TOKEN_CAP', cap })
      assert.isEmpty(await db.from('schedules'))
      assert.isEmpty(await db.from('token_counts'))
    })
  }

  test('has so many in force at once, exactly, also by resuming and changing', async ({
    client,
    assert,
  }) => {
    const token = await aCappedApiToken(
      { schedules_in_force: 2, shortest_interval_seconds: 600 },
      'schedules:write'
    )
    const create = () => client.post(SCHEDULES).bearerToken(token).json(SMS)
    const answers = await Promise.all([1, 2, 3, 4, 5].map(create))
    const statuses = answers.map((answer) => answer.status()).sort()
    assert.deepEqual(statuses, [201, 201, 429, 429, 429])
    const { id } = answers.find((answer) => answer.status() === 201)!.body()
    const pauses = `${SCHEDULES}/${id}/pauses`
    ;(await client.post(pauses).bearerToken(token)).assertStatus(200)
    ;(await create()).assertStatus(201)
    const resumed = await client.delete(pauses).bearerToken(token)
    assert.include(resumed.body(), { code: 'E_TOKEN_CAP', cap: 'schedules_in_force' })
    const [running] = await db.from('schedules').where('enabled', true)
    const often = await client
      .patch(`${SCHEDULES}/${running.id}`)
      .bearerToken(token)
      .json({ version: 1, cron: '*/5 * * * *' })
    assert.include(often.body(), { cap: 'shortest_interval_seconds' })
    const counts = await db.from('token_counts').firstOrFail()
    assert.equal(counts.messages, 3)
  })
})

test.group('token:create', (group) => {
  withCleanDatabase(group)

  test('states the caps, or gives safe ones', async ({ assert }) => {
    const create = ['token:create', '--name=clinic', '--abilities=messages:write', '--json']
    const safe = JSON.parse((await runAce(create)).stdout).caps
    assert.deepEqual(safe, {
      messages_per_day: 1_000,
      segments_per_day: 3_000,
      schedules_in_force: 100,
      shortest_interval_seconds: 60,
    })
    const flags = ['--messages-per-day=5', '--schedules=0', '--shortest-interval=3600']
    const given = JSON.parse((await runAce([...create, ...flags])).stdout).caps
    assert.include(given, {
      messages_per_day: 5,
      segments_per_day: 3_000,
      schedules_in_force: 0,
      shortest_interval_seconds: 3_600,
    })
    const listed = JSON.parse((await runAce(['token:list', '--json'])).stdout).tokens
    assert.deepEqual(listed[1].caps, given)
    for (const flag of ['--schedules=many', '--shortest-interval=0']) {
      const refused = await runAce([...create, flag])
      assert.equal(refused.code, 1)
    }
  })
})
