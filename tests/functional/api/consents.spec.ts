import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import limiter from '@adonisjs/limiter/services/main'
import SmsConsent from '#models/sms_consent'
import { anApiToken } from '#tests/helpers/api_tokens'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'

const CONSENTS = '/api/v1/consents'
const PHONE = '+237677123456'

const tokenId = async () => (await db.from('auth_access_tokens').firstOrFail()).id

test.group('POST /api/v1/consents', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())

  test('opts a number out and in again, in the name of the token', async ({ client, assert }) => {
    const message = await aMessage({ phoneNumber: PHONE })
    const token = await anApiToken('consents:read', 'consents:write', 'phones:read')
    const say = (body: object) => client.post(CONSENTS).bearerToken(token).json(body)

    const out = await say({ phone_number: '6 77 12 34 56', status: 'opted_out', evidence: 'call' })
    out.assertStatus(201)
    const { id, ...said } = out.body()
    assert.deepEqual(said, {
      phone_number: PHONE,
      status: 'opted_out',
      before: null,
      changed: true,
      suppressed: 1,
      reopened: 0,
    })
    assert.equal((await message.refresh()).status, 'suppressed')

    const again = await say({ phone_number: PHONE, status: 'opted_out' })
    again.assertStatus(200)
    assert.include(again.body(), { id, changed: false, before: 'opted_out' })
    const back = await say({ phone_number: PHONE, status: 'opted_in' })
    back.assertStatus(200)
    assert.include(back.body(), { changed: true, before: 'opted_out' })

    const shown = await client.get(`${CONSENTS}/${id}`).bearerToken(token)
    shown.assertStatus(200)
    const actor = `token:${await tokenId()}`
    assert.containSubset(shown.body(), {
      phone_number: PHONE,
      status: 'opted_in',
      source: 'api',
      recorded_by: actor,
      history: [
        { from: null, to: 'opted_out', source: 'api', evidence: 'call', actor },
        { from: 'opted_out', to: 'opted_in', evidence: null, actor },
      ],
    })
    assert.match(shown.body().history[0].at, /^\d{4}-\d\d-\d\dT.*Z$/)
  })

  test('reads a number and an evidence through characters that cannot be seen', async ({
    client,
    assert,
  }) => {
    const token = await anApiToken('consents:write', 'phones:read')
    const answer = await client.post(CONSENTS).bearerToken(token).json({
      phone_number: '\u202A(+237)\u00A0677\u200B12 34 56\u202C',
      status: 'opted_out',
      evidence: '\u200Ba\u00ADcall\u2060',
    })
    answer.assertStatus(201)
    assert.equal(answer.body().phone_number, PHONE)
    assert.equal((await db.from('sms_consents').firstOrFail()).evidence, 'acall')
  })

  test('names what cannot be used, and does not repeat it', async ({ client, assert }) => {
    const token = await anApiToken('consents:write', 'phones:read')
    const refused: [object, string][] = [
      [{ status: 'opted_out' }, 'phone_number'],
      [{ phone_number: '99887766', status: 'opted_out' }, 'phone_number'],
      [{ phone_number: ['+237677123456'], status: 'opted_out' }, 'phone_number'],
      [{ phone_number: PHONE, status: 'maybe' }, 'status'],
      [{ phone_number: PHONE, status: 'opted_in', evidence: 'x'.repeat(501) }, 'evidence'],
      [{ phone_number: PHONE, status: 'opted_in', evidence: 'form\u0000 12' }, 'evidence'],
    ]
    for (const [body, field] of refused) {
      const response = await client.post(CONSENTS).bearerToken(token).json(body)
      response.assertStatus(422)
      assert.equal(response.body().errors[0].field, field)
      assert.notMatch(response.text(), /99887766|maybe/)
    }
    assert.isEmpty(await SmsConsent.all())
  })
})

test.group('GET /api/v1/consents', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())

  test('shows all in pages, those of one status, or the one of a number', async ({
    client,
    assert,
  }) => {
    for (let n = 0; n < 5; n++) {
      const status = n % 2 === 0 ? 'opted_out' : 'opted_in'
      await SmsConsent.create({ phoneNumber: `+23767700000${n}`, status, source: 'staff' })
    }
    const token = await anApiToken('consents:read', 'phones:read')
    const list = async (query: object) => {
      const response = await client.get(CONSENTS).qs(query).bearerToken(token)
      response.assertStatus(200)
      return response.body()
    }
    const phones: string[] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page: any = await list(cursor ? { limit: 2, cursor } : { limit: 2 })
      phones.push(...page.data.map((consent: any) => consent.phone_number))
      cursor = page.meta.next_cursor
    }
    assert.deepEqual(
      phones,
      [0, 1, 2, 3, 4].map((n) => `+23767700000${n}`)
    )
    assert.lengthOf((await list({ status: 'opted_in' })).data, 2)
    const [one, ...others] = (await list({ phone_number: '+237677000003' })).data
    assert.isEmpty(others)
    assert.include(one, { phone_number: '+237677000003', status: 'opted_in', recorded_by: null })
    assert.isEmpty((await list({ phone_number: PHONE })).data)
    const masked = await client.get(CONSENTS).bearerToken(await anApiToken('consents:read'))
    assert.equal(masked.body().data[0].phone_number, '+237•••••••00')
  })

  test('what is not there is 404, what cannot be read is 422', async ({ client }) => {
    const token = await anApiToken('consents:read', 'phones:read')
    for (const id of ['1', '0', '-1', 'x', '99999999999999999999', '1e3'])
      (await client.get(`${CONSENTS}/${id}`).bearerToken(token)).assertStatus(404)
    for (const query of [{ status: 'no' }, { phone_number: '12' }, { cursor: 'x' }, { limit: 0 }])
      (await client.get(CONSENTS).qs(query).bearerToken(token)).assertStatus(422)
  })
})
