import { test } from '@japa/runner'
import { findProductionFaults } from '#settings/production_faults'

const KEY = 'f3b1c07d9e5a2846f3c1b07d9e5a28461f3b0c7d9e5a2846f3b1c07d9e5a2847'
const SAFE = { APP_KEY: KEY, SMS_GATEWAY: 'orange', ORANGE_BASE_URL: 'https://api.orange.com' }

const faultsOf = (change: Record<string, string>) => findProductionFaults({ ...SAFE, ...change })

test.group('In production', () => {
  test('safe settings have no fault', ({ assert }) => {
    assert.isEmpty(faultsOf({ MONITORING_SECRET: KEY, ORANGE_WEBHOOK_SECRET: KEY, DB_TLS: 'off' }))
  })

  for (const [name, secret] of [
    ['MONITORING_SECRET', 'a'],
    ['MONITORING_SECRET', 'aaaaaaaaaaaaaaaaaaaaaaaa'],
    ['MONITORING_SECRET', 'abcdefghijkabcdefghijkabcdefghijk'],
    ['MONITORING_SECRET', 'my-example-monitoring-x'],
    ['APP_KEY', 'a-key-for-tests-only-0123456789abcdef'],
    ['APP_KEY', 'for-this-step-only-0123456789abcdef'],
    ['APP_KEY', KEY.slice(0, 31)],
    ['CONSENT_HASH_KEY', `${KEY},${'ab'.repeat(20)}`],
    ['ORANGE_WEBHOOK_SECRET', 'abcdefgh'.repeat(8)],
  ])
    test(`the secret ${name}=${secret} is refused, and not shown`, ({ assert }) => {
      const faults = faultsOf({ [name]: secret })
      assert.lengthOf(faults, 1)
      assert.match(faults[0], new RegExp(`^${name} `))
      assert.isFalse(faults[0].includes(secret) && secret.length > 1)
    })

  test('a moved clock is refused', ({ assert }) => {
    assert.isEmpty(faultsOf({ APP_CLOCK_OFFSET_MS: '0' }))
    assert.match(faultsOf({ APP_CLOCK_OFFSET_MS: '1000' })[0], /^APP_CLOCK_OFFSET_MS is 1000/)
  })

  test('http: is refused, unless it is to this machine or allowed by name', ({ assert }) => {
    const plain = { ORANGE_BASE_URL: 'http://api.orange.com', ORANGE_SN_BASE_URL: 'HTTP://sn.org' }
    assert.lengthOf(faultsOf(plain), 2)
    const [left, ...others] = faultsOf({ ...plain, ALLOW_PLAINTEXT: 'ORANGE_BASE_URL, DB_TLS' })
    assert.isEmpty(others)
    assert.match(left, /^ORANGE_SN_BASE_URL is http:.*ALLOW_PLAINTEXT=ORANGE_SN_BASE_URL/)
    for (const url of ['http://127.0.0.1:4000', 'http://localhost:4000', 'http://[::1]:4000'])
      assert.isEmpty(faultsOf({ ORANGE_BASE_URL: url }), url)
    assert.lengthOf(faultsOf({ ORANGE_BASE_URL: 'http://127.0.0.1.example.org' }), 1)
    const events = { EVENTS_WEBHOOK_URL: 'http://register.example.org/events' }
    assert.match(faultsOf(events)[0], /^EVENTS_WEBHOOK_URL is http:/)
    assert.isEmpty(faultsOf({ ...events, ALLOW_PLAINTEXT: 'EVENTS_WEBHOOK_URL' }))
    for (const name of ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'])
      assert.match(
        faultsOf({ [name]: 'http://collector:4318' })[0],
        new RegExp(`^${name} is http:`)
      )
  })

  test('PostgreSQL without TLS is refused off this machine', ({ assert }) => {
    const pg = (host: string, more = {}) =>
      faultsOf({ DB_CONNECTION: 'pg', DB_HOST: host, ...more })
    assert.match(pg('db.internal')[0], /^DB_TLS is off although the database is on another/)
    assert.lengthOf(pg('10.0.0.5'), 1)
    assert.isEmpty(pg('10.0.0.5', { DB_TLS: 'on' }))
    assert.isEmpty(pg('10.0.0.5', { ALLOW_PLAINTEXT: 'DB_TLS' }))
    for (const host of ['127.0.0.1', 'localhost', '::1', '/run/postgresql', ''])
      assert.isEmpty(pg(host), host)
  })

  test('Kafka without TLS is refused unless every broker is on this machine', ({ assert }) => {
    assert.isEmpty(faultsOf({ KAFKA_BROKERS: 'localhost:9092,127.0.0.1:9093' }))
    const elsewhere = { KAFKA_BROKERS: 'localhost:9092, kafka.internal:9092' }
    assert.match(faultsOf(elsewhere)[0], /^KAFKA_TLS is off although a broker is on another/)
    assert.isEmpty(faultsOf({ ...elsewhere, KAFKA_TLS: 'on' }))
    assert.isEmpty(faultsOf({ ...elsewhere, ALLOW_PLAINTEXT: 'KAFKA_TLS' }))
  })

  test('the log is a gateway only if it is named', ({ assert }) => {
    assert.match(faultsOf({ SMS_GATEWAY: '' })[0], /^SMS_GATEWAY is empty, allowed in production/)
    assert.isEmpty(faultsOf({ SMS_GATEWAY: 'log' }))
  })
})
