import { test } from '@japa/runner'
import limiter from '@adonisjs/limiter/services/main'
import SmsConsent from '#models/sms_consent'
import { anApiToken } from '#tests/helpers/api_tokens'
import { aMessage, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'

const MESSAGES = '/api/v1/messages'

test.group('Messages of the API', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())

  test('are listed page by page, filtered, with masked numbers and without texts', async ({
    client,
    assert,
  }) => {
    for (let n = 0; n < 5; n++) await aMessage({ status: n % 2 ? 'sent' : 'failed' })
    const one = await aMessage({ phoneNumber: PHONE, status: 'failed', reason: 'no_route' })
    const get = async (query: object, ...abilities: any[]) => {
      const token = await anApiToken('messages:read', ...abilities)
      const answer = await client.get(MESSAGES).qs(query).bearerToken(token)
      answer.assertStatus(200)
      return answer.body()
    }
    const seen: number[] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await get(cursor ? { limit: 4, cursor } : { limit: 4 })
      seen.push(...page.data.map(({ id }: any) => id))
      cursor = page.meta.next_cursor
    }
    assert.lengthOf(new Set(seen), 6)
    assert.equal(seen[0], one.id)

    for (const query of [
      { search: '6 77 12 34 56' },
      { phone_number: PHONE },
      { reason: 'no_route', status: 'failed,unknown' },
    ]) {
      const { data } = await get(query)
      assert.deepEqual(
        data.map(({ id, phone_number: number }: any) => [id, number]),
        [[one.id, '+237•••••••56']],
        JSON.stringify(query)
      )
    }
    const whole = await get({ search: PHONE }, 'phones:read')
    assert.equal(whole.data[0].phone_number, PHONE)
    assert.notInclude(JSON.stringify(whole), 'Rappel de vaccination')

    const token = await anApiToken('messages:read')
    const bad = await client
      .get(MESSAGES)
      .qs({ status: 'failing', reason: 'no_rout', from: 'soon', stats: 1, schedule: 'x' })
      .bearerToken(token)
    bad.assertStatus(422)
    assert.sameMembers(
      bad.body().errors.map(({ field }: any) => field),
      ['stats', 'status.0', 'reason', 'from', 'schedule']
    )
  })

  test('are shown with timeline and sends, the text with its ability', async ({
    client,
    assert,
  }) => {
    const message = await aMessage({ status: 'unknown', attemptCount: 1, phoneNumber: PHONE })
    const token = await anApiToken('messages:read', 'messages:write')
    const resolved = await client
      .post(`${MESSAGES}/${message.id}/resolve`)
      .bearerToken(token)
      .json({ as: 'delivered', reason: 'she called' })
    resolved.assertStatus(200)
    const shown = await client.get(`${MESSAGES}/${message.id}`).bearerToken(token)
    assert.containSubset(shown.body(), {
      status: 'delivered',
      message: 'Rappel de vaccination',
      phone_number: '+237•••••••56',
      timeline: [{ from: 'unknown', to: 'delivered', reason: 'resolved_by_person' }],
      sends: [],
    })
    assert.equal(shown.body().timeline[0].detail, 'she called')
    const writer = await anApiToken('messages:write')
    const edited = await client
      .patch(`${MESSAGES}/${(await aMessage()).id}`)
      .bearerToken(writer)
      .json({ message: 'Bonjour' })
    edited.assertStatus(200)
    assert.isNull(edited.body().message)
    ;(await client.get(`${MESSAGES}/4711`).bearerToken(token)).assertStatus(404)
  })

  test('are retried, rejected, cancelled and edited by the rules of the desk', async ({
    client,
    assert,
  }) => {
    const token = await anApiToken('messages:write')
    const act = (id: number, action: string, body: object = {}) =>
      client.post(`${MESSAGES}/${id}/${action}`).bearerToken(token).json(body)
    const failed = await aMessage({ status: 'failed' })
    const retried = await act(failed.id, 'retry')
    retried.assertStatus(202)
    assert.include(retried.body(), { status: 'pending', reason: 'requeued' })
    const cancelled = await act(failed.id, 'cancel')
    assert.include(cancelled.body(), { status: 'cancelled', reason: 'cancelled_by_person' })
    const dead = await aMessage({ status: 'dead_letter', attemptCount: 9 })
    const over = await act(dead.id, 'retry')
    over.assertStatus(409)
    assert.match(over.body().detail, /all its tries/)
    ;(await act(dead.id, 'reject')).assertStatus(422)
    assert.include((await act(dead.id, 'reject', { reason: 'wrong list' })).body(), {
      status: 'cancelled',
      reason: 'rejected',
    })
    const maybe = await aMessage({ status: 'unknown', attemptCount: 1 })
    assert.match((await act(maybe.id, 'retry')).body().detail, /may have arrived/)
    ;(await act(maybe.id, 'retry', { may_arrive_twice: true })).assertStatus(202)
    for (const action of ['retry', 'cancel']) {
      ;(await act(dead.id, action)).assertStatus(409)
      ;(await act(4711, action)).assertStatus(404)
    }
    await SmsConsent.create({ phoneNumber: PHONE, status: 'opted_out', source: 'staff' })
    const refused = await client
      .patch(`${MESSAGES}/${maybe.id}`)
      .bearerToken(token)
      .json({ phone_number: PHONE })
    refused.assertStatus(409)
    assert.match(refused.body().detail, /opted out/)
  })
})
