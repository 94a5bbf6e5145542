import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { isPostgres } from '#storage/dialect_of'
import { anApiToken } from '#tests/helpers/api_tokens'
import { breakCommits } from '#tests/helpers/commit_faults'
import { withCleanDatabase } from '#tests/helpers/database'
import { aReceipt, aReply } from '#tests/helpers/operator_bodies'
import { RECEIPTS, REPLIES, withWebhooks } from '#tests/helpers/webhooks'

const stored = async (table: string) => (await db.from(table)).length

test.group('A call whose COMMIT fails', (group) => {
  group.each.skip(
    !isPostgres(db.connection()),
    'faults inside the COMMIT are triggers of PostgreSQL'
  )
  withCleanDatabase(group)
  withWebhooks(group)

  for (const [path, body] of [
    [RECEIPTS, aReceipt('id-1')],
    [REPLIES, aReply('STOP')],
  ]) {
    test(`${path.split('/').at(-1)}: 503, and the operator sends it again`, async ({
      assert,
      client,
    }) => {
      for (const fault of ['disk_full', 'connection_ends'] as const) {
        const lift = await breakCommits('sms_webhook_logs', fault)
        const refused = await client.post(path).json(JSON.parse(body))
        await lift()
        refused.assertStatus(503)
        refused.assertHeader('retry-after')
        assert.equal(await stored('sms_webhook_logs'), 0)
      }
      const again = await client.post(path).json(JSON.parse(body))
      again.assertStatus(200)
      assert.equal(await stored('sms_webhook_logs'), 1)
    })
  }

  test('API: 503 says that it may be stored or not', async ({ assert, client }) => {
    const token = await anApiToken('consents:write')
    const lift = await breakCommits('sms_consents', 'connection_ends')
    const answer = await client
      .post('/api/v1/consents')
      .bearerToken(token)
      .json({ phone_number: '+237677123456', status: 'opted_out' })
    await lift()
    answer.assertStatus(503)
    assert.include(answer.body(), { code: 'E_COMMIT_NOT_CONFIRMED' })
    const consent = await db.from('sms_consents').where('phone_number', '+237677123456').first()
    assert.isNull(consent)
  })
})
