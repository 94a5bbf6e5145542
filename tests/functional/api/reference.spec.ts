import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import limiter from '@adonisjs/limiter/services/main'
import { DateTime } from 'luxon'
import type { ApiAbility } from '#access/api_abilities'
import GatewayAccount from '#models/gateway_account'
import { ListAuditEvents } from '#storage/audit/list_audit_events'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { anApiToken } from '#tests/helpers/api_tokens'
import { aFacility } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { listeningClient, planOf } from '#tests/helpers/query_plans'
import { aMessageThatMoved } from '#tests/helpers/sent_messages'

test.group('What messages refer to', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())

  const reader = async (client: any, ability: ApiAbility) => {
    const token = await anApiToken(ability)
    return (path: string, query: object = {}) =>
      client.get(`/api/v1/${path}`).qs(query).bearerToken(token)
  }

  test('facilities, page by page and by code', async ({ client, assert }) => {
    for (const code of ['CSI 1', 'CSI 2', 'CSI 3']) await aFacility({ code })
    const get = await reader(client, 'patients:read')
    const first = (await get('facilities', { limit: 2 })).body()
    const second = (await get('facilities', { limit: 2, cursor: first.meta.next_cursor })).body()
    assert.deepEqual(
      [...first.data, ...second.data].map(({ code }) => code),
      ['CSI 1', 'CSI 2', 'CSI 3']
    )
    assert.isNull(second.meta.next_cursor)
    const one = await get('facilities/CSI%202')
    assert.include(one.body(), { code: 'CSI 2', timezone: 'Africa/Douala', language: 'fr' })
    ;(await get('facilities/nowhere')).assertStatus(404)
    ;(await get(`facilities/${'x'.repeat(5_000)}`)).assertStatus(404)
  })

  test('texts: those in use, one with its versions, and a new one that is checked first', async ({
    client,
    assert,
  }) => {
    await installDefaultTemplates()
    const token = await anApiToken('messages:read', 'templates:write')
    const get = async (path: string) => (await client.get(path).bearerToken(token)).body()
    const templates = '/api/v1/templates'
    const path = `${templates}/7_day_reminder/en`
    const put = (body: object) => client.put(path).bearerToken(token).json(body)
    const [{ version }] = (await get(`${templates}?type=7_day_reminder&language=en`)).data

    const body = 'Vaccines for {first_name} on {due_date} at {facility}.'
    const tried = await put({ body, dry_run: true })
    tried.assertStatus(200)
    assert.include(tried.body(), { changed: true, dry_run: true, version: version + 1 })
    assert.equal((await get(path)).versions[0].version, version)

    const set = await put({ body })
    assert.include(set.body(), { changed: true, before: version, version: version + 1 })
    const [newest] = (await get(path)).versions
    assert.include(newest, { body, version: version + 1 })
    assert.match(newest.written_by, /^token:\d+$/)

    const refused = await put({ body: 'Hello {first_nam}', bodi: 1 })
    refused.assertStatus(422)
    assert.match(refused.body().errors[0].message, /did you mean body\?/)
    const unusable = await put({ body: 'Hello {first_nam}' })
    unusable.assertStatus(422)
    assert.equal(unusable.body().errors[0].field, 'body')
    ;(await put({ body: 'Hello <optional>{facility}</optional>'.repeat(11) })).assertStatus(422)
    assert.equal((await get(path)).versions[0].version, version + 1)
    ;(await client.get(`${templates}/nothing/en`).bearerToken(token)).assertStatus(404)
  })

  test('accounts and their bundles, without secrets', async ({ client, assert }) => {
    const at = '2026-03-10 08:00:00'
    await GatewayAccount.create({ name: 'log', gateway: 'log', state: 'active', units: 70 } as any)
    await db.from('gateway_accounts').update({ balance_polled_at: at })
    for (const [polledAt, units] of [
      ['2026-03-10 07:00:00', 90],
      [at, 70],
    ])
      await db.table('gateway_balances').insert({
        account: 'log',
        polled_at: polledAt,
        contract_id: 'c-1',
        units,
        usable: true,
      })
    const get = await reader(client, 'scheduler:read')
    const accounts = await get('accounts')
    assert.containSubset(accounts.body().data, [{ name: 'log', units: 70, prefixes: [] }])
    assert.notMatch(accounts.text(), /client_?(id|secret)|senderAddress/i)
    const { data } = (await get('balances')).body()
    assert.lengthOf(data, 1)
    assert.include(data[0], {
      account: 'log',
      units: 70,
      usable: true,
      polled_at: '2026-03-10T08:00:00Z',
    })
  })

  test('statistics of a timeframe', async ({ client, assert }) => {
    await aMessageThatMoved(toSqlInstant(DateTime.utc().minus({ minutes: 1 })), { status: 'sent' })
    const get = await reader(client, 'stats:read')
    const stats = await get('stats', { timeframe: 'week' })
    assert.containSubset(stats.body(), {
      timeframe: 'week',
      messages: { total: 1, by_status: { sent: 1 }, by_type: { custom: { sent: 1 } } },
      total: { sent: 1, dead_letters: 0, suppressed: { total: 0, by_reason: {} } },
      by_language: { fr: { sent: 1, delivery_seconds: { average: null, p95: null } } },
    })
    assert.equal((await get('stats')).body().timeframe, 'day')
    const refused = await get('stats', { timeframe: 'year', time_frame: 'day' })
    refused.assertStatus(422)
    assert.match(refused.body().errors[0].message, /did you mean timeframe\?/)
  })

  test('the audit log, newest first, filtered', async ({ client, assert }) => {
    const get = await reader(client, 'audit:read')
    for (let n = 0; n < 3; n++)
      await appendAuditEvent(db.connection(), {
        at: '2026-03-10 08:00:00',
        actor: 'user:7',
        action: n === 1 ? 'sending_paused' : 'sending_resumed',
        subject: `account:${n}`,
        detail: { n },
      })
    const all = (await get('audit', { limit: 2 })).body()
    assert.deepEqual(
      all.data.map(({ subject }: any) => subject),
      ['account:2', 'account:1']
    )
    assert.include(all.data[0], { actor: 'user:7', at: '2026-03-10T08:00:00Z' })
    assert.deepEqual(all.data[0].detail, { n: 2 })
    assert.isString(all.meta.next_cursor)
    const { data } = (await get('audit', { action: 'sending_paused', actor: 'user:7' })).body()
    assert.lengthOf(data, 1)
  })
})

test.group('A page of the audit log', (group) => {
  withCleanDatabase(group)

  test('looks at a bounded part of it, and goes on from there', async ({ assert }) => {
    for (let n = 0; n < 10; n++)
      await appendAuditEvent(db.connection(), {
        at: '2026-03-10 08:00:00',
        actor: 'cli:awa',
        action: n === 0 ? 'template_set' : 'sending_paused',
      })
    const { client, statements } = listeningClient()
    const log = new ListAuditEvents({ connection: () => client } as any)
    const pages: number[] = []
    for (let after: number | null = null, isEnd = false; !isEnd;) {
      const page = await log.run({ action: 'template_set', after, limit: 5, most: 4 })
      pages.push(page.events.length)
      after = page.next
      isEnd = after === null
    }
    assert.deepEqual(pages, [0, 0, 1])
    for (const statement of statements)
      assert.match(
        await planOf(statement),
        /audit_events_pkey|INTEGER PRIMARY KEY|SCAN audit_events/
      )
    assert.isNotNull(await app.container.make(ListAuditEvents))
  })
})
