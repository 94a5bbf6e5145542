import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import config from '@adonisjs/core/services/config'
import { Secret } from '@adonisjs/core/helpers'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { CleanUp } from '#retention/clean_up'
import { MergeCounters } from '#messages/counters/merge_counters'
import { FrozenClock } from '#app/clock'
import { AddressList } from '#values/address_list'
import { aMessage } from '#tests/helpers/arrange'
import { countOf, withCleanDatabase } from '#tests/helpers/database'
import { anEngine } from '#tests/helpers/engine'
import { parseExposition } from '#tests/helpers/exposition'
import { make } from '#tests/helpers/make'
import { aReceipt } from '#tests/helpers/operator_bodies'
import { rawAnswer } from '#tests/helpers/raw_requests'
import { RECEIPTS, withWebhooks } from '#tests/helpers/webhooks'

const SECRET = 'a-secret-for-monitoring'
const CANARY = { phoneNumber: '+237699887766', body: 'Canari Ngo-Canari' }

test.group('GET /metrics', (group) => {
  withCleanDatabase(group)
  withWebhooks(group)
  group.each.setup(() => {
    const before = { ...config.get<object>('monitoring') }
    config.set('monitoring.secret', new Secret(SECRET))
    config.set('monitoring.metricsKeptMs', 0)
    return () => config.set('monitoring', before)
  })

  test('is for callers with the secret, in the format of Prometheus', async ({
    client,
    assert,
  }) => {
    const response = await client.get('/metrics').header('X-Monitoring-Secret', SECRET)
    response.assertStatus(200)
    assert.equal(response.header('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
    assert.equal(response.header('cache-control'), 'no-store')
    assert.isUndefined(response.header('set-cookie'))
    const metrics = parseExposition(response.text())
    const [version] = metrics.get('rappel_build_info')!.samples.keys()
    assert.match(version, /version="\d+\.\d+\.\d+"/)
  })

  test('tells strangers what to send, and nothing else', async ({ client, assert }) => {
    for (const secret of ['wrong', '', `${SECRET}x`]) {
      const response = await client.get('/metrics').header('X-Monitoring-Secret', secret)
      response.assertStatus(401)
      assert.include(response.text(), 'MONITORING_SECRET')
      assert.notInclude(response.text(), 'rappel_messages')
    }
    config.set('monitoring.secret', undefined)
    for (const secret of ['undefined', SECRET]) {
      const response = await client.get('/metrics').header('X-Monitoring-Secret', secret)
      response.assertStatus(401)
    }
  })

  test('needs no secret from addresses on the list', async ({ client }) => {
    config.set('monitoring.sources', new AddressList(['10.1.0.0/16']))
    const stranger = await client.get('/metrics')
    stranger.assertStatus(401)
    config.set('monitoring.sources', new AddressList(['10.1.0.0/16', '127.0.0.1', '::1']))
    const scraper = await client.get('/metrics')
    scraper.assertStatus(200)
  })

  test('counts exactly what happened, and forgets nothing that cleanup deletes', async ({
    client,
    assert,
  }) => {
    const scrape = async () => {
      const response = await client.get('/metrics').header('X-Monitoring-Secret', SECRET)
      return (name: string) =>
        [...parseExposition(response.text()).values()]
          .find(({ samples }) => samples.has(`rappel_${name}`))
          ?.samples.get(`rappel_${name}`)
    }
    const { sweep, gateway } = await anEngine()
    gateway.answerWith(
      { outcome: 'accepted', providerMessageId: 'r-1' },
      { outcome: 'accepted', providerMessageId: 'r-2' },
      { outcome: 'refused', reason: 'invalid_number' }
    )
    for (let n = 0; n < 3; n++) await aMessage({ ...CANARY, messageType: 'spring_campaign' })
    await sweep.run({})
    for (const id of ['r-1', 'r-1', 'unheard-of'])
      await rawAnswer({
        path: RECEIPTS,
        body: aReceipt(id, 'DeliveredToTerminal', `tel:${CANARY.phoneNumber}`),
      })
    for (let tries = 0; tries < 100; tries++) {
      if (await db.from('sms_messages').where('status', 'delivered').first()) break
      await delay(50)
    }

    const expected = {
      'messages_total{type="other",outcome="sent"}': 2,
      'messages_total{type="other",outcome="delivered"}': 1,
      'messages_total{type="other",outcome="failed"}': 1,
      'attempts_total{outcome="accepted"}': 2,
      'attempts_total{outcome="refused"}': 1,
      'receipts_total{status="delivered"}': 2,
      'segments_total{encoding="GSM-7"}': 2,
      'gateway_request_duration_seconds_count': 3,
    }
    const check = async (when: string) => {
      const valueOf = await scrape()
      for (const [name, value] of Object.entries(expected))
        assert.equal(valueOf(name), value, `${name} ${when}`)
    }
    await check('after the sweep')
    await (await make(MergeCounters)).run({ from: 1 })
    await check('after a merge')
    const clock = new FrozenClock(DateTime.utc().plus({ days: 60 }).toISO())
    const cleanup = await make(CleanUp, clock, { cleanup: { retentionDays: 1 } })
    await cleanup.run()
    assert.isBelow(await countOf('sms_messages'), 3)
    await check('after the cleanup')
  })

  test('shows no number, no name, no text and no id', async ({ client, assert }) => {
    for (const status of ['pending', 'dead_letter', 'unknown', 'sent'] as const)
      await aMessage({ status, errorMessage: CANARY.phoneNumber, ...CANARY })
    const response = await client.get('/metrics').header('X-Monitoring-Secret', SECRET)
    assert.notMatch(response.text(), /99887766|Canari/)
    assert.notMatch(response.text(), /\b(id|phone|patient)[a-z_]*=/)
  })

  /** The last one: what it has kept would answer those after it. */
  test('asks the database once a second, however many scrape', async ({
    client,
    assert,
    cleanup,
  }) => {
    config.set('monitoring.metricsKeptMs', 1_000)
    let queries = 0
    const count = () => queries++
    db.connection().getReadClient().on('query', count)
    cleanup(() => void db.connection().getReadClient().off('query', count))
    const scrape = () => client.get('/metrics').header('X-Monitoring-Secret', SECRET)
    await scrape()
    const first = queries
    assert.isAbove(first, 5)
    await Promise.all([scrape(), scrape(), scrape()])
    assert.equal(queries, first)
    await delay(1_050)
    await scrape()
    assert.isAbove(queries, first)
  })
})
