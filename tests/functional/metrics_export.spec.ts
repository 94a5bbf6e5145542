import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { AceProcess, runAceProcess } from '#tests/helpers/ace_process'
import { withCleanDatabase } from '#tests/helpers/database'
import { parseOtlp } from '#tests/helpers/otlp'
import { answer, drip, hang, ScriptedServer } from '#tests/helpers/scripted_server'

const SECRET = 's3cret-of-the-tenant'

/** More than a process has to end: a post that is waited for would end it with 1. */
const TIMEOUT_MS = '60000'

test.group('Metrics for a collector', (group) => {
  withCleanDatabase(group)
  let collector: ScriptedServer
  group.each.setup(async () => {
    await db.from('metric_exports').update({ interval_start_ms: 0 })
    collector = await ScriptedServer.start()
    return () => collector.stop()
  })

  const aScheduler = (more: Record<string, string> = {}) =>
    new AceProcess(['scheduler:run'], {
      LOG_LEVEL: 'info',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: `x-tenant=${SECRET}`,
      OTEL_EXPORTER_OTLP_TIMEOUT: TIMEOUT_MS,
      OTEL_METRIC_EXPORT_INTERVAL: TIMEOUT_MS,
      ALLOW_PRIVATE_ADDRESSES: '127.0.0.1',
      ...more,
    })

  async function untilPosted(scheduler: AceProcess, posts: number) {
    while (collector.requests.length < posts && scheduler.running) await delay(20)
  }

  test('come from the scheduler, in each interval', async ({ assert }) => {
    collector.on('/v1/metrics', answer(200, {}))
    const scheduler = aScheduler({ OTEL_METRIC_EXPORT_INTERVAL: '1000' })
    await untilPosted(scheduler, 3)
    scheduler.kill('SIGTERM')
    const { code, stderr } = await scheduler.ended
    assert.equal(code, 0)
    const [first, , third] = collector.requests.map(({ headers, body }) => {
      assert.equal(headers['x-tenant'], SECRET)
      return parseOtlp(JSON.parse(body))
    })
    assert.equal(first.resource['service.name'], 'rappel')
    assert.deepEqual(third.resource, first.resource)
    assert.includeMembers([...third.samples.keys()], [...first.samples.keys()])
    assert.lengthOf(stderr.split('metrics are exported'), 2)
    assert.notInclude(stderr, SECRET)
  })

  for (const [what, script] of [
    ['never answers', hang],
    ['never ends its answer', drip(50)],
  ] as const)
    test(`a collector that ${what} holds up no shutdown`, async ({ assert }) => {
      collector.on('/v1/metrics', script)
      const scheduler = aScheduler()
      await untilPosted(scheduler, 1)
      assert.isTrue(scheduler.running)
      scheduler.kill('SIGTERM')
      const { code, signal, stderr } = await scheduler.ended
      assert.deepEqual({ code, signal }, { code: 0, signal: null }, stderr)
      assert.notInclude(stderr, 'did not end in time')
      assert.notInclude(stderr, 'not exported')
    })

  test('what is set wrong is named, and no secret is shown', async ({ assert }) => {
    const { code, stdout, stderr } = await runAceProcess(['scheduler:list'], {
      OTEL_EXPORTER_OTLP_ENDPOINT: `https://user:${SECRET}@collector.example.org`,
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'collector:4317',
      OTEL_EXPORTER_OTLP_HEADERS: `api-key=1,${SECRET}`,
      OTEL_EXPORTER_OTLP_TIMEOUT: '10s',
      OTEL_METRIC_EXPORT_INTERVAL: '10',
      OTEL_SERVICE_NAME: 'rappel\nzwei',
    })
    assert.notEqual(code, 0)
    const said = stdout + stderr
    for (const fault of [
      /OTEL_EXPORTER_OTLP_ENDPOINT" must be a URL such as "http:\/\/127.0.0.1:4318", without a login/,
      /OTEL_EXPORTER_OTLP_METRICS_ENDPOINT" must be a URL such as "http/,
      /OTEL_EXPORTER_OTLP_HEADERS" must be a list .* entry 2 has no name of a header/,
      /OTEL_EXPORTER_OTLP_TIMEOUT" must be a whole number from 100 to 60000, .*"10s"/,
      /OTEL_METRIC_EXPORT_INTERVAL" must be a whole number from 1000 to 3600000/,
      /OTEL_SERVICE_NAME" must be at most 100 letters/,
    ])
      assert.match(said, fault)
    assert.notInclude(said, SECRET)
  })
})
