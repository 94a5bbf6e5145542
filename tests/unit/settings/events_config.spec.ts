import { test } from '@japa/runner'
import { Secret } from '@adonisjs/core/helpers'
import app from '@adonisjs/core/services/app'
import { webUrl } from '#settings/env_rules'
import { EventsConfig, type EventsSettings } from '#settings/events_config'
import { withoutDatabase } from '#tests/helpers/without_database'

const RECEIVER = 'https://register.example.org/sms-events?for=rappel'

test.group('The settings of events', (group) => {
  withoutDatabase(group)

  async function faultsOf(changes: Partial<EventsSettings>): Promise<string> {
    const { settings } = await app.container.make(EventsConfig)
    try {
      new EventsConfig({ ...settings, ...changes })
      return ''
    } catch (error) {
      return error.message
    }
  }

  test('as shipped have no fault, and are off', async ({ assert }) => {
    assert.equal(await faultsOf({}), '')
    assert.isUndefined((await app.container.make(EventsConfig)).settings.url)
  })

  test('a URL needs a secret', async ({ assert }) => {
    assert.match(await faultsOf({ url: RECEIVER, secrets: [] }), /set EVENTS_WEBHOOK_SECRET/)
    assert.equal(await faultsOf({ url: RECEIVER, secrets: [new Secret('x')] }), '')
  })

  test('all faults are named at once', async ({ assert }) => {
    const faults = await faultsOf({
      batchSize: 0,
      leaseSeconds: 10,
      timeoutMs: 6_000,
      retry: { kind: 'steps', minutes: [], maxRetries: 1 },
      wait: 1,
    } as Partial<EventsSettings>)
    assert.match(faults, /batchSize is 0, allowed: a whole number from 1 to 500/)
    assert.match(faults, /leaseSeconds is 10, allowed: at least twice timeoutMs, which is 6000/)
    assert.match(faults, /retry\.minutes is \[\]/)
    assert.match(faults, /wait is not a key/)
  })

  test('a URL is http or https, without a login', ({ assert }) => {
    const read = webUrl()
    assert.equal(read('EVENTS_WEBHOOK_URL', RECEIVER), RECEIVER)
    assert.isUndefined(read('EVENTS_WEBHOOK_URL', ''))
    for (const value of [
      'register.example.org',
      'ftp://register.example.org',
      'https://user:word@register.example.org',
      'https://register.example.org/#part',
      `https://register.example.org/${'x'.repeat(2_000)}`,
    ]) {
      assert.throws(() => read('EVENTS_WEBHOOK_URL', value), /EVENTS_WEBHOOK_URL" must be a URL/)
    }
  })
})
