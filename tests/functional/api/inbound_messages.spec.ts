import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import limiter from '@adonisjs/limiter/services/main'
import { anApiToken } from '#tests/helpers/api_tokens'
import { withCleanDatabase } from '#tests/helpers/database'
import { aReplyRow } from '#tests/helpers/inbound_rows'

const MESSAGES = '/api/v1/inbound-messages'

const aReply = (body: string, values: object = {}) => aReplyRow({ body, ...values })

test.group('Replies over the API', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())

  test('are shown the newest first, or only those that nobody has read', async ({
    client,
    assert,
  }) => {
    await aReply('Merci')
    await aReply('STOP', { keyword: 'stop', effect: 'opted_out' })
    await aReply('Quand ?', { phone_number: '+237677000002' })
    const token = await anApiToken('messages:read', 'messages:write')
    const list = async (query: object) => {
      const response = await client.get(MESSAGES).qs(query).bearerToken(token)
      response.assertStatus(200)
      return response.body()
    }
    const bodies = ({ data }: any) => data.map(({ body }: any) => body)

    const first = await list({ limit: 2 })
    const second = await list({ limit: 2, cursor: first.meta.next_cursor })
    assert.deepEqual([...bodies(first), ...bodies(second)], ['Quand ?', 'STOP', 'Merci'])
    assert.isNull(second.meta.next_cursor)
    assert.deepEqual(bodies(await list({ unread: true })), ['Quand ?', 'Merci'])
    assert.deepEqual(bodies(await list({ phone_number: '+237677000002' })), ['Quand ?'])

    const { id } = first.data[0]
    const read = await client.post(`${MESSAGES}/${id}/read`).bearerToken(token)
    read.assertStatus(200)
    assert.match(read.body().read_by, /^token:\d+$/)
    assert.match(read.body().read_at, /Z$/)
    assert.deepEqual(bodies(await list({ unread: true })), ['Merci'])
  })

  test('stay read by who read them first; what is not there is 404', async ({ client, assert }) => {
    await aReply('Merci')
    const { id } = await db.from('inbound_messages').firstOrFail()
    const tokens = [await anApiToken('messages:write'), await anApiToken('messages:write')]
    for (const each of tokens) {
      const response = await client.post(`${MESSAGES}/${id}/read`).bearerToken(each)
      response.assertStatus(200)
    }
    const [first] = await db.from('auth_access_tokens').orderBy('id')
    const { read_by: reader } = await db.from('inbound_messages').firstOrFail()
    assert.equal(reader, `token:${first.id}`)
    for (const missing of [id + 1, 'x', '99999999999999999999'])
      (await client.post(`${MESSAGES}/${missing}/read`).bearerToken(tokens[0])).assertStatus(404)
  })
})
