import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { otlpHeaders } from '#settings/otlp_env_rules'
import {
  metricsUrl,
  OpenTelemetryConfig,
  type OpenTelemetrySettings,
} from '#settings/open_telemetry_config'
import { withoutDatabase } from '#tests/helpers/without_database'

const NAME = 'OTEL_EXPORTER_OTLP_HEADERS'

test.group('The settings of the export of metrics', (group) => {
  withoutDatabase(group)

  async function faultsOf(changes: Partial<OpenTelemetrySettings>): Promise<string> {
    const { settings } = await app.container.make(OpenTelemetryConfig)
    try {
      new OpenTelemetryConfig({ ...settings, ...changes })
      return ''
    } catch (error) {
      return error.message
    }
  }

  test('as shipped have no fault, and are off', async ({ assert }) => {
    assert.equal(await faultsOf({}), '')
    const { settings } = await app.container.make(OpenTelemetryConfig)
    assert.isUndefined(settings.url)
    assert.containSubset(settings, { serviceName: 'rappel', intervalMs: 60_000, timeoutMs: 10_000 })
  })

  test('all faults are named at once', async ({ assert }) => {
    const wrong = { intervalMs: 10, timeoutMs: 1.5, protocol: 'grpc' }
    const faults = await faultsOf(wrong as Partial<OpenTelemetrySettings>)
    assert.match(faults, /intervalMs is 10, allowed: a whole number from 1000 to 3600000/)
    assert.match(faults, /timeoutMs is 1.5, allowed/)
    assert.match(faults, /protocol is not a key/)
  })

  for (const [endpoint, url] of [
    ['http://127.0.0.1:4318', 'http://127.0.0.1:4318/v1/metrics'],
    ['http://127.0.0.1:4318/', 'http://127.0.0.1:4318/v1/metrics'],
    ['https://otlp.example.org/otlp', 'https://otlp.example.org/otlp/v1/metrics'],
    ['https://otlp.example.org/otlp/?team=7', 'https://otlp.example.org/otlp/v1/metrics?team=7'],
  ])
    test(`metrics have their path below ${endpoint}`, ({ assert }) => {
      assert.equal(metricsUrl(endpoint), url)
    })

  test('headers are a list, with percent-encoded values', ({ assert }) => {
    const read = (value?: string) => otlpHeaders()(NAME, value).release()
    assert.deepEqual(read(undefined), {})
    assert.deepEqual(read(''), {})
    assert.deepEqual(read('Authorization=Basic%20dXNlcjp3b3Jk==, x-team = blue%2Cgreen ,'), {
      'authorization': 'Basic dXNlcjp3b3Jk==',
      'x-team': 'blue,green',
    })
    assert.deepEqual(read('api-key='), { 'api-key': '' })
  })

  for (const [value, what] of [
    ['s3cret', 'entry 1 has no name of a header before "="'],
    ['a=1,=s3cret', 'entry 2 has no name of a header'],
    ['a key=s3cret', 'entry 1 has no name of a header'],
    ['api-key=s3cret%0D%0Ax-more: 1', 'entry 1 has a character that a header cannot hold'],
    ['api-key=s3cret%C3%A9', 'entry 1 has a character'],
    ['api-key=s3cret%', 'entry 1 has a "%" without two hexadecimal digits: write %25'],
    ['content-type=s3cret', 'entry 1 sets "content-type", which Rappel sets itself'],
    ['api-key=s3cret,API-Key=b', 'entry 2 sets "api-key" a second time'],
  ])
    test(`the headers ${value} are refused in words, and not shown`, ({ assert }) => {
      try {
        otlpHeaders()(NAME, value)
        assert.fail('was not refused')
      } catch ({ message }) {
        assert.include(message, `"${NAME}"`)
        assert.include(message, what)
        assert.notInclude(message, 's3cret')
      }
    })

  test('headers do not show themselves', ({ assert }) => {
    const headers = otlpHeaders()(NAME, 'api-key=s3cret')
    assert.notInclude(`${headers} ${JSON.stringify({ headers })}`, 's3cret')
  })
})
