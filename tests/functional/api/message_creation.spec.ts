import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import limiter from '@adonisjs/limiter/services/main'
import { aCappedApiToken, anApiToken } from '#tests/helpers/api_tokens'
import { aPatient, PHONE } from '#tests/helpers/arrange'
import { auditTrail } from '#tests/helpers/audit_trail'
import { withCleanDatabase } from '#tests/helpers/database'

const MESSAGES = '/api/v1/messages'
const NEW = { phone_number: PHONE, message: 'Votre rendez-vous est déplacé' }

/** Keys are sent with each request, in the header. */
const keyed = (key: string) => ({ 'Idempotency-Key': key })

test.group('POST /api/v1/messages', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())

  test('creates a message once, however often and concurrently it is posted', async ({
    client,
    assert,
  }) => {
    const token = await anApiToken('messages:write', 'messages:read', 'phones:read')
    const post = (body: object = NEW) =>
      client.post(MESSAGES).bearerToken(token).headers(keyed('visit 12')).json(body)
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => post()))
    assert.sameMembers(
      answers.map((answer) => answer.status()),
      [201, 200, 200, 200, 200]
    )
    const [message, ...others] = await db.from('sms_messages')
    assert.isEmpty(others)
    for (const answer of answers) {
      assert.equal(answer.header('location'), `${MESSAGES}/${message.id}`)
      assert.containSubset(answer.body(), {
        id: message.id,
        type: 'custom',
        status: 'pending',
        phone_number: PHONE,
        message: NEW.message,
        segments: 1,
        source: 'api',
        urgent: false,
        timeline: [],
      })
    }
    assert.lengthOf(
      (await auditTrail()).filter(({ action }) => action === 'message_created'),
      1
    )
    const other = await post({ ...NEW, message: 'Autre chose' })
    other.assertStatus(409)
    assert.equal(other.body().code, 'E_IDEMPOTENCY_KEY_TAKEN')

    const later = await client
      .post(MESSAGES)
      .bearerToken(token)
      .json({ ...NEW, scheduled_at: later3().toISOString(), idempotency_key: 'later' })
    later.assertStatus(201)
    assert.equal(later.body().scheduled_at, later3().toISOString().replace('.000', ''))
  })

  test('with a known key is the same request, or a conflict', async ({ client, assert }) => {
    const token = await anApiToken('messages:write')
    const [child, other] = [await aPatient(), await aPatient()]
    const first = {
      ...NEW,
      patient: child.externalRef,
      scheduled_at: later3().toISOString(),
      expires_at: new Date(later3().getTime() + 86_400_000).toISOString(),
    }
    const post = (body: object) =>
      client.post(MESSAGES).bearerToken(token).headers(keyed('visit 12')).json(body)
    ;(await post(first)).assertStatus(201)
    ;(await post(first)).assertStatus(200)
    const { patient, ...others } = first
    const withoutTime = { ...others, scheduled_at: undefined }
    for (const body of [
      { ...first, patient: other.externalRef },
      { ...withoutTime, scheduled_at: first.scheduled_at },
      { ...withoutTime, patient },
      { ...first, scheduled_at: new Date(later3().getTime() + 1_000).toISOString() },
      { ...first, expires_at: undefined },
      { ...first, language: 'en' },
      { ...first, priority: 'high' },
      { ...first, urgent: true },
      { ...first, type: 'other' },
      { ...first, phone_number: '+237690000009' },
    ]) {
      const answer = await post(body)
      assert.equal(answer.status(), 409, JSON.stringify(body))
      assert.match(JSON.parse(answer.text()).detail, /belongs to message \d+, .*another key/)
    }
    assert.lengthOf(await db.from('sms_messages'), 1)
  })

  test('is the same request also when its times have passed', async ({ client, assert }) => {
    const token = await anApiToken('messages:write')
    const post = (body: object) =>
      client.post(MESSAGES).bearerToken(token).headers(keyed('k')).json(body)
    const first = { ...NEW, expires_at: new Date(started + 86_400_000).toISOString() }
    ;(await post(first)).assertStatus(201)
    const past = (days: number) => new Date(started - days * 86_400_000)
    const asText = (at: Date) => at.toISOString().slice(0, 19).replace('T', ' ')
    const expires = past(2)
    expires.setMilliseconds(0)
    await db.from('sms_messages').update({
      created_at: asText(past(3)),
      planned_at: asText(past(3)),
      expires_at: asText(expires),
    })
    ;(await post({ ...NEW, expires_at: expires.toISOString() })).assertStatus(200)
    ;(await post(first)).assertStatus(409)
    assert.lengthOf(await db.from('sms_messages'), 1)
  })

  test('may be about a child, by reference', async ({ client, assert }) => {
    const token = await anApiToken('messages:write', 'messages:read')
    const child = await aPatient()
    const post = (patient: string) =>
      client
        .post(MESSAGES)
        .bearerToken(token)
        .headers(keyed(`about ${patient}`))
        .json({ ...NEW, patient })
    const created = await post(child.externalRef)
    created.assertStatus(201)
    assert.equal(created.body().patient, child.externalRef)

    const refused = await post('P-unknown')
    refused.assertStatus(422)
    assert.containSubset(refused.body().errors, [{ field: 'patient' }])
  })

  test('names every fault at once, the nearest field, and no value', async ({ client, assert }) => {
    const token = await anApiToken('messages:write')
    const answer = await client
      .post(MESSAGES)
      .bearerToken(token)
      .json({
        phone_number: '99887766',
        message: 7,
        scheduled_ad: 'tomorrow',
        type: '-',
        ['x'.repeat(10_000)]: 1,
      })
    answer.assertStatus(422)
    const faults = answer.body().errors
    assert.sameMembers(
      faults.map(({ field }: any) => field),
      ['scheduled_ad', 'a field', 'phone_number', 'message', 'type', 'idempotency_key']
    )
    assert.match(faults[0].message, /did you mean scheduled_at\?/)
    assert.notInclude(answer.text(), '99887766')

    const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`f${n}`, n]))
    const flood = await client.post(MESSAGES).bearerToken(token).json(many)
    assert.lengthOf(flood.body().errors, 50)
    const unusable = await client
      .post(MESSAGES)
      .bearerToken(token)
      .headers(keyed('k'))
      .json({ ...NEW, message: 'x'.repeat(9_000), scheduled_at: 'soon', expires_at: '2020-01-01' })
    assert.sameMembers(
      unusable.body().errors.map(({ field }: any) => field),
      ['message', 'scheduled_at', 'expires_at']
    )
    const both = await client
      .post(MESSAGES)
      .bearerToken(token)
      .json({ phone_number: '12', message: 'x'.repeat(9_000), scheduled_at: 'soon' })
    assert.sameMembers(
      JSON.parse(both.text()).errors.map(({ field }: any) => field),
      ['phone_number', 'idempotency_key', 'message', 'scheduled_at']
    )
    const abroad = await client
      .post(MESSAGES)
      .bearerToken(token)
      .headers(keyed('k'))
      .json({ ...NEW, phone_number: '+221771234567' })
    abroad.assertStatus(422)
    assert.match(abroad.body().errors[0].message, /country that is not allowed.*\+237/)
    assert.isEmpty(await db.from('sms_messages'))
  })

  test('is refused beyond the caps of the token, exactly, with their name', async ({
    client,
    assert,
  }) => {
    const token = await aCappedApiToken({ messages_per_day: 3 }, 'messages:write')
    const post = (of: string, key: string, body: object = NEW) =>
      client.post(MESSAGES).bearerToken(of).headers(keyed(key)).json(body)
    const answers = await Promise.all([...'abcdef'].map((key) => post(token, key)))
    const statuses = answers.map((answer) => answer.status()).sort()
    assert.deepEqual(statuses, [201, 201, 201, 429, 429, 429])
    const refused = answers.find((answer) => answer.status() === 429)!
    assert.include(refused.body(), { code: 'E_TOKEN_CAP', cap: 'messages_per_day' })
    assert.isAbove(Number(refused.header('retry-after')), 0)
    assert.lengthOf(await db.from('sms_messages'), 3)

    const narrow = await aCappedApiToken({ segments_per_day: 2 }, 'messages:write')
    const long = { ...NEW, message: 'x'.repeat(200) }
    ;(await post(narrow, 'long', long)).assertStatus(201)
    ;(await post(narrow, 'long', long)).assertStatus(200)
    const over = await post(narrow, 'short')
    over.assertStatus(429)
    assert.equal(over.body().cap, 'segments_per_day')
    const { id } = (await post(await anApiToken('messages:write'), 'free')).body()
    const edited = await client
      .patch(`${MESSAGES}/${id}`)
      .bearerToken(narrow)
      .json({ message: 'x' })
    assert.equal(edited.body().cap, 'segments_per_day')
  })
})

/** A whole second, three days ahead. */
function later3(): Date {
  return new Date(Math.ceil(started / 1_000) * 1_000 + 3 * 86_400_000)
}
const started = Date.now()
