import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import limiter from '@adonisjs/limiter/services/main'
import SmsConsent from '#models/sms_consent'
import { aCappedApiToken, anApiToken } from '#tests/helpers/api_tokens'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'

test.group('Batches of the API', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())

  test('are previewed, worked off in the background, and say how far they are', async ({
    client,
    assert,
  }) => {
    const token = await anApiToken('messages:read', 'messages:write')
    for (let n = 0; n < 3; n++) await aMessage({ status: 'failed', segments: 1 })
    const out = await aMessage({ status: 'failed' })
    await SmsConsent.create({
      phoneNumber: out.phoneNumber!,
      status: 'opted_out',
      source: 'staff',
    })
    const body = { action: 'retry', filter: { status: ['failed'], type: 'custom' } }
    const preview = await client.post('/api/v1/batches/previews').bearerToken(token).json(body)
    preview.assertStatus(200)
    assert.containSubset(preview.body(), {
      matched: 4,
      complete: true,
      would_change: 4,
      segments: 3,
      gate: { stopped: { opted_out: 1 } },
    })

    const made = await client.post('/api/v1/batches').bearerToken(token).json(body)
    made.assertStatus(202)
    const path = made.header('location')!
    let batch = made.body()
    while (!batch.finished_at) batch = (await client.get(path).bearerToken(token)).body()
    assert.include(batch, { status: 'done', matched: 4, done: 4, changed: 4 })
    assert.lengthOf(await db.from('sms_messages').where('status', 'pending'), 4)
    const listed = await client.get('/api/v1/batches').bearerToken(token)
    assert.equal(listed.body().data[0].id, batch.id)
    ;(await client.post(`${path}/stop`).bearerToken(token)).assertStatus(409)
    ;(await client.post('/api/v1/batches/4711/stop').bearerToken(token)).assertStatus(404)
  })

  test('may give all another text, which counts against the caps of the token', async ({
    client,
    assert,
  }) => {
    for (let n = 0; n < 3; n++) await aMessage()
    const token = await aCappedApiToken({ segments_per_day: 5 }, 'messages:read', 'messages:write')
    const body = { action: 'edit', filter: { type: 'custom' }, message: 'x'.repeat(200) }
    const post = (path: string, sent: object) =>
      client.post(`/api/v1/batches${path}`).bearerToken(token).json(sent)
    assert.include((await post('/previews', body)).body(), { would_change: 3, segments: 6 })
    assert.include((await post('', body)).body(), { cap: 'segments_per_day' })
    const made = await post('', { ...body, message: 'Fermé lundi' })
    let batch = made.body()
    while (!batch.finished_at)
      batch = (await client.get(made.header('location')!).bearerToken(token)).body()
    assert.include(batch, { status: 'done', changed: 3 })
    ;(await post('', { action: 'edit', filter: { type: 'custom' } })).assertStatus(422)
  })

  test('are refused with every fault of the request and its filter', async ({ client, assert }) => {
    const token = await anApiToken('messages:write')
    const answer = await client
      .post('/api/v1/batches')
      .bearerToken(token)
      .json({ action: 'reject', filter: { reasons: 'late', status: ['nope'], ids: ['1'] } })
    answer.assertStatus(422)
    assert.sameMembers(
      answer.body().errors.map(({ field }: any) => field),
      ['reason', 'filter.reasons', 'filter.status.0', 'filter.ids.0']
    )
    for (const body of [
      { action: 'cancel', filter: {} },
      { action: 'cancel', filter: { status: ['sent'] } },
      { action: 'cancel' },
    ])
      (await client.post('/api/v1/batches').bearerToken(token).json(body)).assertStatus(422)
    assert.isEmpty(await db.from('message_batches'))
  })
})
